import type { Clock, RandomBytes } from "./clock.ts";

/** The kinds of ids that Posthorn makes itself, by prefix. */
export type IdPrefix = "evt" | "ep" | "dlv" | "att" | "key" | "rpl" | "node" | "pse";

/** Makes ids that sort by the time they were made, also within one millisecond of one process. */
export type MakeId = (prefix: IdPrefix) => string;

/** In ASCII order, so that comparing the text compares the time. No `.`: Standard Webhooks joins ids with dots. */
const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/** 62^8 ms reach beyond the year 8000. */
const TIME_LENGTH = 8;
/** 62^3 = 238,328 ids in one millisecond before the counter would wrap; then time is advanced by one instead. */
const COUNTER_LENGTH = 3;
const COUNTER_END = 62 ** COUNTER_LENGTH;
/** 62^9 is 53 bits: two nodes that meet in the same millisecond and counter still do not collide. */
const RANDOM_LENGTH = 9;
/** Ids take their random characters from a block this large: one call to the source serves hundreds of ids. */
const RANDOM_BLOCK_BYTES = 4096;
/** The largest multiple of 62 in a byte: bytes from here on are thrown away, or some characters would be likelier. */
const FAIR_BYTE_END = 248;

const OWN_ID = /^(?:evt|ep|dlv|att|key|rpl|node|pse)_[0-9A-Za-z]{20}$/;

const ID_WITH_TIME = /^[a-z]+_([0-9A-Za-z]{8})/;

/** Whether `text` has the form of an id that Posthorn makes. It says nothing about whether such a thing exists. */
export function isOwnId(text: string): boolean {
  return OWN_ID.test(text);
}

function toBase62(value: number, length: number): string {
  let text = "";
  let rest = value;
  for (let i = 0; i < length; i++) {
    text = ALPHABET.charAt(rest % 62) + text;
    rest = Math.floor(rest / 62);
  }
  return text;
}

/** Random characters of `[0-9A-Za-z]`, each equally likely. 5.95 bits a character. */
export function createRandomText(randomBytes: RandomBytes): (length: number) => string {
  let block = new Uint8Array(0);
  let at = 0;
  return (length) => {
    let text = "";
    while (text.length < length) {
      if (at >= block.length) {
        block = Uint8Array.from(randomBytes(RANDOM_BLOCK_BYTES));
        at = 0;
      }
      const byte = block[at++] ?? FAIR_BYTE_END;
      if (byte < FAIR_BYTE_END) text += ALPHABET.charAt(byte % 62);
    }
    return text;
  };
}

/** An id maker for one process. When the clock steps back, ids go on from the latest time they have used. */
export function createIds(clock: Clock, randomBytes: RandomBytes): MakeId {
  const randomText = createRandomText(randomBytes);
  let lastMs = 0;
  let timeText = "";
  let counter = 0;
  return (prefix) => {
    const now = clock.now();
    if (now > lastMs) {
      lastMs = now;
      timeText = toBase62(lastMs, TIME_LENGTH);
      counter = 0;
    } else if (++counter === COUNTER_END) {
      lastMs += 1;
      timeText = toBase62(lastMs, TIME_LENGTH);
      counter = 0;
    }
    return `${prefix}_${timeText}${toBase62(counter, COUNTER_LENGTH)}${randomText(RANDOM_LENGTH)}`;
  };
}

/** The lowest id of this prefix that can have been made at `ms` or later: turns a time into a bound on ids. */
export function lowestIdAt(prefix: IdPrefix, ms: number): string {
  return `${prefix}_${toBase62(Math.max(0, Math.floor(ms)), TIME_LENGTH)}`;
}

/** When an id of ours was made: milliseconds since 1970. 0 for what does not have the form of one. */
export function idTime(id: string): number {
  const [, text = ""] = ID_WITH_TIME.exec(id) ?? [];
  let ms = 0;
  for (const character of text) ms = ms * 62 + ALPHABET.indexOf(character);
  return ms;
}

/** Above every id of this prefix, whenever it is made. */
export function aboveAllIds(prefix: IdPrefix): string {
  return `${prefix}_~`;
}
