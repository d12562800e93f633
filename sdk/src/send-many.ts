import { type Line, toBatches } from "./batches.ts";
import type { CallOptions, MakeCall } from "./caller.ts";
import { PosthornError } from "./errors.ts";
import { newEventId } from "./event-id.ts";
import type { NewEvent } from "./events.ts";
import type { BatchLine, BatchResult } from "./wire/event.ts";

export interface SendManyOptions extends CallOptions {
  /** Told after each request. The next one waits for it. */
  onProgress?(progress: SendProgress): void | Promise<void>;
  /** Which results the end result holds. One takes about 100 bytes: of millions, only the rejected are worth it. */
  keep?: "all" | "rejected";
}

export interface SendProgress {
  /** So far, of all. */
  accepted: number;
  rejected: number;
  /** Since the last time: what became of each event, by its place in the source. */
  results: readonly BatchLine[];
}

/** Not all could be sent. What had been accepted before stays accepted. */
export class SendManyError extends PosthornError {
  override readonly name = "SendManyError";
  /** What became of the events before the fault. */
  readonly done: BatchResult;
  /**
   * Read from the source, but not known to be accepted. They have their ids: sending them again makes no second event
   * of one that did arrive.
   */
  readonly unsent: readonly NewEvent[];

  constructor(cause: unknown, done: BatchResult, unsent: readonly NewEvent[], isAborted: boolean) {
    const code = cause instanceof PosthornError ? cause.code : isAborted ? "aborted" : "interrupted";
    const words = cause instanceof Error ? cause.message : String(cause);
    const detail = `Stopped after ${done.accepted} accepted and ${done.rejected} rejected events: ${words}`;
    super({
      code,
      detail,
      cause,
      ...(cause instanceof PosthornError && cause.problem ? { problem: cause.problem } : {}),
    });
    this.done = done;
    this.unsent = unsent;
  }
}

/** Sends all that the source gives, a batch after the other, and says what became of each. */
export async function sendMany(
  call: MakeCall,
  events: Iterable<NewEvent> | AsyncIterable<NewEvent>,
  { onProgress, keep = "all", ...options }: SendManyOptions,
): Promise<BatchResult> {
  const done: BatchResult = { accepted: 0, rejected: 0, results: [] };
  const unsendable: BatchLine[] = [];
  /** The parts of the batch at hand that are still to be sent. */
  let parts: Line[][] = [];

  async function settle(results: readonly BatchLine[]): Promise<void> {
    const rejected = results.filter(isRejected);
    done.accepted += results.length - rejected.length;
    done.rejected += rejected.length;
    for (const result of keep === "all" ? results : rejected) done.results.push(result);
    if (results.length > 0) await onProgress?.({ accepted: done.accepted, rejected: done.rejected, results });
  }

  try {
    for await (const batch of toBatches(toLines(events, unsendable))) {
      parts = [batch];
      for (let part = parts[0]; part !== undefined; part = parts[0]) {
        const results = await sendBatch(call, part, options);
        if (results === "too large") {
          const half = Math.ceil(part.length / 2);
          parts.splice(0, 1, part.slice(0, half), part.slice(half));
        } else {
          parts.shift();
          await settle([...results, ...unsendable.splice(0)]);
        }
      }
    }
    await settle(unsendable);
  } catch (cause) {
    const unsent = parts.flat().map(({ event }) => event);
    throw new SendManyError(cause, inOrder(done), unsent, options.signal?.aborted ?? false);
  }
  return inOrder(done);
}

/** The events as lines, each with an id. What is no JSON is told apart here: it must not take the others with it. */
async function* toLines(
  events: Iterable<NewEvent> | AsyncIterable<NewEvent>,
  unsendable: BatchLine[],
): AsyncGenerator<Line> {
  const encoder = new TextEncoder();
  let index = -1;
  for await (const given of events) {
    index += 1;
    try {
      const event = { ...given, id: given.id ?? newEventId() };
      const text = `${JSON.stringify(event)}\n`;
      yield { index, event, text, bytes: encoder.encode(text).length };
    } catch (error) {
      const detail = `The event is no JSON: ${error instanceof Error ? error.message : String(error)}`;
      unsendable.push({ index, error: { code: "malformed_json", detail } });
    }
  }
}

/** One request. The server and any proxy before it may take less than a batch has; then it must be cut. */
async function sendBatch(
  call: MakeCall,
  lines: readonly Line[],
  options: CallOptions,
): Promise<BatchLine[] | "too large"> {
  const raw = { type: "application/x-ndjson", text: lines.map(({ text }) => text).join("") };
  try {
    const answer = await call<BatchResult>({ method: "POST", path: "/v1/events", raw, isRepeatable: true }, options);
    return answer.results.map((result) => ({ ...result, index: lines[result.index]?.index ?? result.index }));
  } catch (error) {
    if (!(error instanceof PosthornError) || error.status !== 413) throw error;
    const [only, ...others] = lines;
    if (only === undefined || others.length > 0) return "too large";
    return [{ index: only.index, error: { code: error.code, detail: error.problem?.detail ?? error.message } }];
  }
}

function isRejected(result: BatchLine): boolean {
  return "error" in result;
}

function inOrder(done: BatchResult): BatchResult {
  return { ...done, results: done.results.toSorted((a, b) => a.index - b.index) };
}
