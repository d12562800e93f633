/** In ASCII order, so that ids sort by the time they were made. */
const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const TIME_LENGTH = 8;
/** 62^12 is 71 bits: two processes that make an id in the same millisecond do not make the same one. */
const RANDOM_LENGTH = 12;
/** The largest multiple of 62 in a byte: bytes from here on are thrown away, or some characters would be likelier. */
const FAIR_BYTE_END = 248;

/** An id for a new event, of the same form as the server's. Made here, so that a repeat is never a second event. */
export function newEventId(now = Date.now()): string {
  let time = "";
  let rest = now;
  for (let i = 0; i < TIME_LENGTH; i++) {
    time = ALPHABET.charAt(rest % 62) + time;
    rest = Math.floor(rest / 62);
  }
  let random = "";
  while (random.length < RANDOM_LENGTH) {
    for (const byte of crypto.getRandomValues(new Uint8Array(RANDOM_LENGTH * 2))) {
      if (byte < FAIR_BYTE_END && random.length < RANDOM_LENGTH) random += ALPHABET.charAt(byte % 62);
    }
  }
  return `evt_${time}${random}`;
}
