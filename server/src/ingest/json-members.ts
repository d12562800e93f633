/** Where the members of a JSON object lie in its bytes. `start` and `end` bound the value, without the spaces around it. */
export interface Member {
  key: string;
  start: number;
  end: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
/** JSON's white space is tab, line feed, carriage return and space: all at or below the space. */
const SPACE = 0x20;

/**
 * The members of the object that `bytes` hold, in order, repeated keys included. `bytes` must be known to be valid JSON
 * and an object: this only finds where things lie, so that a value can be passed on exactly as it was written.
 */
export function findMembers(bytes: Buffer): Member[] {
  const members: Member[] = [];
  let at = skipSpace(bytes, 0) + 1;
  for (;;) {
    at = skipSpace(bytes, at);
    if (bytes[at] === CLOSE_BRACE) return members;
    if (bytes[at] === COMMA) at = skipSpace(bytes, at + 1);
    const keyEnd = endOfString(bytes, at);
    const key: unknown = JSON.parse(bytes.toString("utf8", at, keyEnd));
    const colon = skipSpace(bytes, keyEnd);
    const start = skipSpace(bytes, colon + 1);
    at = endOfValue(bytes, start);
    members.push({ key: String(key), start, end: at });
  }
}

function skipSpace(bytes: Buffer, from: number): number {
  let at = from;
  while ((bytes[at] ?? QUOTE) <= SPACE) at++;
  return at;
}

/** `from` is the opening quote; the result is just after the closing one. */
function endOfString(bytes: Buffer, from: number): number {
  let close = bytes.indexOf(QUOTE, from + 1);
  while (isEscaped(bytes, close)) close = bytes.indexOf(QUOTE, close + 1);
  return close + 1;
}

/** A quote is escaped by an odd number of backslashes before it. */
function isEscaped(bytes: Buffer, quote: number): boolean {
  let before = quote - 1;
  while (bytes[before] === BACKSLASH) before--;
  return (quote - before) % 2 === 0;
}

function endOfValue(bytes: Buffer, from: number): number {
  switch (bytes[from]) {
    case QUOTE:
      return endOfString(bytes, from);
    case OPEN_BRACE:
    case OPEN_BRACKET:
      return endOfNest(bytes, from);
    default:
      return endOfScalar(bytes, from);
  }
}

function endOfNest(bytes: Buffer, from: number): number {
  let depth = 0;
  for (let at = from; ; at++) {
    switch (bytes[at]) {
      case QUOTE:
        at = endOfString(bytes, at) - 1;
        break;
      case OPEN_BRACE:
      case OPEN_BRACKET:
        depth++;
        break;
      case CLOSE_BRACE:
      case CLOSE_BRACKET:
        if (--depth === 0) return at + 1;
        break;
    }
  }
}

function endOfScalar(bytes: Buffer, from: number): number {
  let at = from;
  for (;;) {
    const byte = bytes[at] ?? COMMA;
    if (byte === COMMA || byte === CLOSE_BRACE || byte <= SPACE) return at;
    at++;
  }
}
