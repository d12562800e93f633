import type { Clock } from "../core/clock.ts";
import type { Delivery } from "../core/delivery.ts";
import type { Endpoint } from "../core/endpoint.ts";
import type { Event } from "../core/event.ts";
import type { Store } from "../store/store.ts";
import type { Change, ChangeSource } from "./changes.ts";
import {
  type Channel,
  createChannel,
  type Dirty,
  type Member,
  nothingDirty,
  resetFrame,
  saidSince,
  say,
  sayReset,
} from "./channel.ts";

/** What happens in a space, told with the row as it is now. */
export type SpaceMessage =
  | { kind: "event"; event: Event }
  | { kind: "delivery"; delivery: Delivery }
  | { kind: "endpoint"; endpoint: Endpoint }
  | { kind: "endpoint_deleted"; idEndpoint: string };

/**
 * Tells who listens to a space what changes there. Changes are gathered for a moment and their rows read together: the
 * work grows with the listeners and not with what happens, and of a space that nobody listens to there is none.
 */
export interface Hub {
  /**
   * From now on `member` is told, first what was said since `lastId`, or to fetch everything where that is not known any
   * more. Gives the way to leave. To be asked for only where there is room.
   */
  join(idSpace: string, lastId: string | null, member: Member): () => void;
  /** Whether one space more could be listened to. */
  hasRoom(idSpace: string): boolean;
  stop(): void;
}

export interface HubOptions {
  clock: Clock;
  store: Pick<Store, "getRoutes" | "rows">;
  changes: ChangeSource;
  randomText(length: number): string;
  /** A message as JSON of the wire. */
  toJson(message: SpaceMessage): string;
}

/** Quick to a person, and a pause for whatever comes next. */
const GATHER_MS = 100;
/** Each channel more makes all of them a little slower, so that together they cost no more than this much of the time. */
const GATHER_MORE_MS = 2;
/** Rows that are told one by one. A list on a screen has a quarter of that. */
const ROWS_TOLD_MAX = 200;
/** Where more than that changes at a time, everything is fetched anew instead, no more often than this. */
const FLOOD_MS = 1_000;
/** How long a channel goes on without members, so that who comes back has missed nothing. */
const LINGER_MS = 60_000;
/** At 200 messages of 1 KiB each: 200 MiB at the very most. */
const CHANNELS_MAX = 1_000;
const EPOCH_LENGTH = 8;

export function createHub(options: HubOptions): Hub {
  const { clock, changes, randomText } = options;
  const channels = new Map<string, Channel>();
  const read = createReader(options);
  let stopListening: (() => void) | null = null;

  function open(idSpace: string): Channel {
    const channel = createChannel(idSpace, randomText(EPOCH_LENGTH));
    channels.set(idSpace, channel);
    stopListening ??= changes(heard);
    return channel;
  }

  function drop(channel: Channel): void {
    channel.cancelFlush?.();
    channels.delete(channel.idSpace);
    if (channels.size > 0) return;
    stopListening?.();
    stopListening = null;
  }

  function heard(change: Change): void {
    if (change.kind === "deliveries") {
      for (const channel of channels.values()) {
        if (channel.endpoints?.has(change.idEndpoint) ?? true) flood(channel);
      }
      return;
    }
    const channel = channels.get(change.idSpace);
    if (channel === undefined) return;
    if (!channel.isFlooded) note(channel.dirty, change);
    if (sizeOf(channel.dirty) > ROWS_TOLD_MAX) flood(channel);
    else plan(channel, GATHER_MS + channels.size * GATHER_MORE_MS);
  }

  function flood(channel: Channel): void {
    channel.isFlooded = true;
    channel.dirty = nothingDirty();
    plan(channel, GATHER_MS);
  }

  function plan(channel: Channel, ms: number): void {
    channel.cancelFlush ??= clock.after(ms, () => void flush(channel));
  }

  /** While it reads, nothing else is planned: what changes meanwhile is told by the next one. */
  async function flush(channel: Channel): Promise<void> {
    const { isFlooded, dirty } = channel;
    channel.isFlooded = false;
    channel.dirty = nothingDirty();
    const contents = isFlooded ? null : await read(channel, dirty);
    // Dropped, or the hub stopped, while it was read.
    if (channels.get(channel.idSpace) !== channel) return;
    const text = contents === null ? sayReset(channel) : say(channel, contents);
    if (text !== "") for (const member of channel.members) member.tell(text);
    // After a reset everything is fetched anew by everybody: that is not done all the time.
    channel.cancelFlush = contents === null ? clock.after(FLOOD_MS, () => next(channel)) : null;
    if (contents !== null) next(channel);
  }

  function next(channel: Channel): void {
    channel.cancelFlush = null;
    if (channel.isFlooded || sizeOf(channel.dirty) > 0) plan(channel, GATHER_MS);
  }

  return {
    join(idSpace, lastId, member) {
      const channel = channels.get(idSpace) ?? open(idSpace);
      channel.cancelLinger();
      channel.members.add(member);
      member.tell(saidSince(channel, lastId) ?? resetFrame(channel));
      return () => {
        channel.members.delete(member);
        if (channel.members.size === 0) channel.cancelLinger = clock.after(LINGER_MS, () => drop(channel));
      };
    },
    hasRoom: (idSpace) => channels.has(idSpace) || channels.size < CHANNELS_MAX,
    stop() {
      for (const channel of [...channels.values()]) {
        channel.cancelLinger();
        drop(channel);
      }
    },
  };
}

function note(dirty: Dirty, change: Exclude<Change, { kind: "deliveries" }>): void {
  if (change.kind === "event") dirty.events.add(change.idEvent);
  else if (change.kind === "delivery") dirty.deliveries.add(change.idDelivery);
  else dirty.endpoints.add(change.idEndpoint);
}

function sizeOf({ events, deliveries, endpoints }: Dirty): number {
  return events.size + deliveries.size + endpoints.size;
}

/** Reads what has changed, as JSON to be told. Null: it could not be read, or more would have to be told than fits. */
function createReader({ store, toJson }: HubOptions) {
  return async (channel: Channel, dirty: Dirty): Promise<string[] | null> => {
    const { idSpace } = channel;
    try {
      const [events, deliveries, messages] = await Promise.all([
        dirty.events.size === 0 ? [] : store.rows.events(idSpace, [...dirty.events]),
        dirty.deliveries.size === 0 ? [] : store.rows.deliveries(idSpace, [...dirty.deliveries]),
        endpointMessages(channel, dirty),
      ]);
      return [
        ...events.map((event) => toJson({ kind: "event", event })),
        ...deliveries.map((delivery) => toJson({ kind: "delivery", delivery })),
        ...messages.map(toJson),
      ];
    } catch {
      // The store is away, and says so in the log. Whoever listens fetches, and finds out.
      return null;
    }
  };

  /** Of the endpoints that have changed, and of those whose counter a success has set back. */
  async function endpointMessages(channel: Channel, dirty: Dirty): Promise<SpaceMessage[]> {
    const isFailing = [...(channel.endpoints?.values() ?? [])].some(({ health }) => health.consecutiveFailures > 0);
    if (channel.endpoints !== null && dirty.endpoints.size === 0 && !isFailing) return [];
    const { endpoints } = await store.getRoutes(channel.idSpace);
    const before = channel.endpoints;
    const now = new Map(endpoints.map((endpoint) => [endpoint.id, endpoint]));
    channel.endpoints = now;
    const messages: SpaceMessage[] = [];
    for (const endpoint of endpoints) {
      const failures = before?.get(endpoint.id)?.health.consecutiveFailures;
      // At the first look it is not known what whoever listens has fetched: all are told.
      const hasMoved = before === null || (failures ?? 0) !== endpoint.health.consecutiveFailures;
      if (hasMoved || dirty.endpoints.has(endpoint.id)) messages.push({ kind: "endpoint", endpoint });
    }
    for (const idEndpoint of dirty.endpoints) {
      if (!now.has(idEndpoint)) messages.push({ kind: "endpoint_deleted", idEndpoint });
    }
    return messages;
  }
}
