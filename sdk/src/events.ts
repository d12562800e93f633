import type { EventPayloads as BuiltInPayloads } from "./generated/events.ts";
import type { ExtendedKeys, PostedActor, PostedChanges } from "./wire/event.ts";

/**
 * Every event type by name, with its payload. It is an interface, so that an app can add its own types to it: `declare module "@posthorn/sdk" { interface EventPayloads { "invoice.paid": { … } } }`.
 */
export interface EventPayloads extends BuiltInPayloads {}

/** The name of an event type. */
export type EventName = keyof EventPayloads & string;

/** What an event says, beside its type's name. */
export interface EventContent<Name extends EventName = EventName> {
  /** The customer it happened to: a uuid the app chooses. */
  id_space: string;
  payload: EventPayloads[Name];
  /** The app's own id, `[A-Za-z0-9_-]{1,64}`. One is made where it is missing. */
  id?: string;
  /** When it happened. Without it: when it was accepted. */
  occurred_at?: string | Date;
  /** What has changed, for events that tell of a change. At most 64 KiB. */
  changes?: PostedChanges | null;
  /** Who or what caused it. */
  actor?: PostedActor | null;
  /** Joins the events that one action has caused: 1 to 128 visible ASCII characters. */
  correlation_id?: string | null;
}

/** An event to be sent. */
export type NewEvent<Name extends EventName = EventName> = {
  [Each in Name]: EventContent<Each> & { event: Each };
}[Name];

/** The body of a webhook: one member of the union an event type, so that `event` tells what `payload` is. */
export type WebhookEvent<Name extends EventName = EventName> = {
  [Each in Name]: {
    /** The customer it happened to. */
    id_space: string;
    event: Each;
    /** The endpoint's body secret, or `""` where it is switched off. */
    secret: string;
    payload: EventPayloads[Each];
  } & ExtendedKeys;
}[Name];
