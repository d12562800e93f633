import { type ActivityCalls, createActivityCalls } from "./activity-calls.ts";
import {
  type CallerClock,
  type CallerOptions,
  type CallOptions,
  createCaller,
  type MakeCall,
  runtimeClock,
} from "./caller.ts";
import { createDeliveryCalls, type DeliveryCalls } from "./delivery-calls.ts";
import { createEndpointCalls, type EndpointCalls } from "./endpoint-calls.ts";
import { createEventCalls, type EventCalls } from "./event-calls.ts";
import { newEventId } from "./event-id.ts";
import type { EventContent, EventName, NewEvent } from "./events.ts";
import { createInboxCalls, type InboxCalls } from "./inbox-calls.ts";
import { createLiveCalls, type LiveCalls } from "./live-calls.ts";
import {
  createEventTypeCalls,
  createKeyCalls,
  createSpaceCalls,
  type EventTypeCalls,
  type KeyCalls,
  type SpaceCalls,
} from "./operator-calls.ts";
import { createPortalCalls, createSignInCalls, type PortalCalls, type SignInCalls } from "./portal-calls.ts";
import { createReplayCalls, type ReplayCalls } from "./replay-calls.ts";
import { type SendManyOptions, sendMany } from "./send-many.ts";
import type { AcceptedEvent, BatchResult } from "./wire/event.ts";
import type { Me } from "./wire/me.ts";
import type { Overview } from "./wire/overview.ts";

export type PosthornOptions = CallerOptions;

/**
 * Posthorn's HTTP API. `send` is what most apps need; the rest is grouped by what it is about. A call that fails rejects
 * with a `PosthornError`. Calls that can be repeated without doing anything twice are repeated while the fault looks
 * passing: no answer, 429, or a 502 to 504.
 */
export class Posthorn {
  readonly events: EventCalls;
  readonly endpoints: EndpointCalls;
  readonly deliveries: DeliveryCalls;
  readonly replays: ReplayCalls;
  readonly spaces: SpaceCalls;
  readonly eventTypes: EventTypeCalls;
  readonly keys: KeyCalls;
  readonly activity: ActivityCalls;
  readonly portal: PortalCalls;
  readonly signIn: SignInCalls;
  readonly inbox: InboxCalls;
  readonly live: LiveCalls;
  readonly #call: MakeCall;

  constructor(options: PosthornOptions, clock: CallerClock = runtimeClock) {
    const call = createCaller(options, clock);
    this.#call = call;
    this.events = createEventCalls(call);
    this.endpoints = createEndpointCalls(call);
    this.deliveries = createDeliveryCalls(call);
    this.replays = createReplayCalls(call);
    this.spaces = createSpaceCalls(call);
    this.eventTypes = createEventTypeCalls(call);
    this.keys = createKeyCalls(call);
    this.activity = createActivityCalls(call);
    this.portal = createPortalCalls(call);
    this.signIn = createSignInCalls(call);
    this.inbox = createInboxCalls(call);
    this.live = createLiveCalls(options, clock);
  }

  /**
   * Says that something has happened. Once this resolves, the event is kept and will be sent. It gets its id here, unless
   * it has one, so a repeat after a lost answer makes no second event: `is_duplicate` then says that the first had come.
   */
  send<Name extends EventName>(
    event: Name,
    content: EventContent<Name>,
    options?: CallOptions,
  ): Promise<AcceptedEvent> {
    const json = { ...content, event, id: content.id ?? newEventId() };
    return this.#call({ method: "POST", path: "/v1/events", json, isRepeatable: true }, options);
  }

  /**
   * Many events, from a list or from anything that gives one after the other, in as few requests as possible. It is not
   * all or nothing: the good ones are kept, and `results` names the bad ones.
   */
  sendMany(events: Iterable<NewEvent> | AsyncIterable<NewEvent>, options: SendManyOptions = {}): Promise<BatchResult> {
    return sendMany(this.#call, events, options);
  }

  /** What this client's key is and may do, and what the node says of itself. */
  me(options?: CallOptions): Promise<Me> {
    return this.#call({ method: "GET", path: "/v1/me", isRepeatable: true }, options);
  }

  /** All of Posthorn at a glance. Only an operator's key may use it. */
  overview(options?: CallOptions): Promise<Overview> {
    return this.#call({ method: "GET", path: "/v1/overview", isRepeatable: true }, options);
  }
}
