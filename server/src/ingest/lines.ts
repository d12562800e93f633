const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** The lines of an NDJSON body, without their ends. Empty lines are left out: a trailing line feed is not an event. */
export function splitLines(body: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let start = 0; start < body.length; ) {
    const found = body.indexOf(LINE_FEED, start);
    const next = found === -1 ? body.length : found;
    const end = next > start && body[next - 1] === CARRIAGE_RETURN ? next - 1 : next;
    if (end > start) lines.push(body.subarray(start, end));
    start = next + 1;
  }
  return lines;
}
