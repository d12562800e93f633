import type { Endpoint } from "../core/endpoint.ts";

/** What is said on a channel, with its place in the order of all that was said there. */
export interface Said {
  seq: number;
  /** As it goes out. */
  text: string;
}

/** Whoever listens to a space. */
export interface Member {
  tell(text: string): void;
}

/** What has changed since the last look, by id. */
export interface Dirty {
  events: Set<string>;
  deliveries: Set<string>;
  endpoints: Set<string>;
}

/** One space that is listened to: who listens, what was said lately, and what has changed and is not told yet. */
export interface Channel {
  idSpace: string;
  /** Tells this channel's ids from those of any other, before a restart or on another node. */
  epoch: string;
  seq: number;
  /** The latest messages, for who comes back. All before `ring[0]`, and all before a reset, can no longer be told. */
  ring: Said[];
  members: Set<Member>;
  dirty: Dirty;
  /** Whether more has changed than can be told one by one. */
  isFlooded: boolean;
  /** The space's endpoints as they were last seen. Null: not looked at yet. */
  endpoints: Map<string, Endpoint> | null;
  cancelFlush: (() => void) | null;
  /** Ends the look at what other nodes change. */
  stopWatching: () => void;
  cancelLinger: () => void;
}

/** For a minute away on a busy space; more is fetched sooner than replayed. */
const RING_MAX = 200;

export function createChannel(idSpace: string, epoch: string): Channel {
  return {
    idSpace,
    epoch,
    seq: 0,
    ring: [],
    members: new Set(),
    dirty: nothingDirty(),
    isFlooded: false,
    endpoints: null,
    cancelFlush: null,
    stopWatching() {},
    cancelLinger() {},
  };
}

export function nothingDirty(): Dirty {
  return { events: new Set(), deliveries: new Set(), endpoints: new Set() };
}

/** Numbers what is said and keeps it for who comes back. Gives it as text for all members. */
export function say(channel: Channel, contents: readonly string[]): string {
  let text = "";
  for (const content of contents) {
    channel.seq += 1;
    const said = { seq: channel.seq, text: frame(channel, content) };
    channel.ring.push(said);
    text += said.text;
  }
  channel.ring.splice(0, channel.ring.length - RING_MAX);
  return text;
}

/** From here on everything is to be fetched anew: nothing from before can be replayed. */
export function sayReset(channel: Channel): string {
  channel.seq += 1;
  channel.ring = [];
  return resetFrame(channel);
}

/** Tells who has just come to fetch everything; who comes back with the id of this misses nothing that is said after it. */
export function resetFrame(channel: Channel): string {
  return frame(channel, RESET);
}

/** What was said after the message with this id. Null: that can no longer be told. */
export function saidSince(channel: Channel, lastId: string | null): string | null {
  const [, epoch, number] = /^([0-9A-Za-z]+)-(\d{1,15})$/.exec(lastId ?? "") ?? [];
  if (epoch !== channel.epoch) return null;
  const seq = Number(number);
  const firstKept = (channel.ring[0]?.seq ?? channel.seq + 1) - 1;
  if (seq < firstKept || seq > channel.seq) return null;
  let text = "";
  for (const said of channel.ring) if (said.seq > seq) text += said.text;
  return text;
}

const RESET = JSON.stringify({ kind: "reset" });

/** A message of a stream of server-sent events. JSON has no line breaks of its own. */
function frame({ epoch, seq }: Channel, content: string): string {
  return `id: ${epoch}-${seq}\ndata: ${content}\n\n`;
}
