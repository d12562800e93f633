import type { NewEvent } from "./events.ts";

/** An event as a line of NDJSON, with its place among all that are sent. */
export interface Line {
  index: number;
  event: NewEvent;
  text: string;
  bytes: number;
}

/** What Posthorn takes by default. */
const EVENTS_MAX = 1_000;
/** A quarter of what Posthorn takes by default: as much as one request holds in memory, here and there. */
const BYTES_MAX = 4 * 1024 * 1024;

/** Lines in batches, each within both bounds, in their order. No line is asked for while a batch is under way. */
export async function* toBatches(lines: AsyncIterable<Line>): AsyncGenerator<Line[]> {
  let batch: Line[] = [];
  let bytes = 0;
  function take(): Line[] {
    const taken = batch;
    batch = [];
    bytes = 0;
    return taken;
  }

  try {
    for await (const line of lines) {
      if (batch.length > 0 && bytes + line.bytes > BYTES_MAX) yield take();
      batch.push(line);
      bytes += line.bytes;
      if (batch.length === EVENTS_MAX) yield take();
    }
  } catch (error) {
    // The source has failed. What it gave before that is sent, or nobody could tell how far it came.
    if (batch.length > 0) yield take();
    throw error;
  }
  if (batch.length > 0) yield take();
}
