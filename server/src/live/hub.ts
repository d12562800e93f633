import type { Clock } from "../core/clock.ts";
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
import type { WatchOthers } from "./other-nodes.ts";
import { createReader, type ReaderOptions } from "./reader.ts";

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

export interface HubOptions extends ReaderOptions {
  clock: Clock;
  /** What this node changes. */
  changes: ChangeSource;
  /** What other nodes change. Null: there are none. */
  watchOthers: WatchOthers | null;
  randomText(length: number): string;
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
    channel.stopWatching = options.watchOthers?.(idSpace, heard) ?? channel.stopWatching;
    stopListening ??= changes(heard);
    return channel;
  }

  function drop(channel: Channel): void {
    channel.cancelFlush?.();
    channel.stopWatching();
    channels.delete(channel.idSpace);
    if (channels.size > 0) return;
    stopListening?.();
    stopListening = null;
  }

  function heard(change: Change): void {
    if (change.kind === "deliveries") {
      for (const channel of channels.values()) if (mayShow(channel, change.idEndpoint)) flood(channel);
      return;
    }
    const channel = channels.get(change.idSpace);
    if (channel === undefined) return;
    if (!channel.isFlooded && change.kind !== "space") note(channel.dirty, change);
    if (change.kind === "space" || sizeOf(channel.dirty) > ROWS_TOLD_MAX) flood(channel);
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

/** Before the first look at its endpoints nobody knows. */
function mayShow({ endpoints }: Channel, idEndpoint: string): boolean {
  return endpoints?.has(idEndpoint) ?? true;
}

function note(dirty: Dirty, change: Exclude<Change, { kind: "deliveries" | "space" }>): void {
  if (change.kind === "event") dirty.events.add(change.idEvent);
  else if (change.kind === "delivery") dirty.deliveries.add(change.idDelivery);
  else dirty.endpoints.add(change.idEndpoint);
}

function sizeOf({ events, deliveries, endpoints }: Dirty): number {
  return events.size + deliveries.size + endpoints.size;
}
