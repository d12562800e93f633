import type { MessagePort } from "node:worker_threads";
import type { Clock } from "../../core/clock.ts";
import type { StoreReads } from "../reads.ts";
import type { Store } from "../store.ts";
import { packingOf } from "./busy-calls.ts";
import { toPlainError } from "./errors.ts";
import { type CallBatch, isWatch, type News, type NewsBatch, type Opening, type OpeningData } from "./messages.ts";
import { createParcelWriter, readParcel } from "./parcel.ts";

export interface AnswerOptions {
  port: MessagePort;
  data: OpeningData;
  /** Of this machine; its `now` is the caller's. */
  clock: Clock;
  open(options: {
    path: string;
    idNode: string;
    clock: Clock;
    observeCommit(durationMs: number): void;
  }): Promise<Store>;
  openReader(options: { path: string; clock: Clock }): Promise<StoreReads & { close(): Promise<void> }>;
}

/** The thread's side: opens the store, or what only looks at it, and answers calls until it is closed. */
export async function answerCalls({ port, data, clock, open, openReader }: AnswerOptions): Promise<void> {
  let now = data.now;
  let news: News[] = [];
  const results = createParcelWriter();

  /** What one commit brings about goes out together: the microtask comes behind those of the commit. */
  function tell(item: News): void {
    if (news.length === 0) queueMicrotask(flush);
    news.push(item);
  }

  function flush(): void {
    port.postMessage({ news, parcel: results.close() } satisfies NewsBatch);
    news = [];
  }

  let store: object;
  try {
    const { as, path, idNode } = data;
    const options = { path, clock: { ...clock, now: () => now } };
    const observeCommit = (durationMs: number) => tell({ kind: "commit", durationMs });
    store = as === "reader" ? await openReader(options) : await open({ ...options, idNode, observeCommit });
  } catch (error) {
    port.postMessage({ kind: "refused", error: toPlainError(error) } satisfies Opening);
    return;
  }
  const functions = new Map(functionsOf(store));
  for (const [name, watch] of functions) {
    if (isWatch(name)) watch((change: unknown) => tell({ kind: "change", name, change }));
  }
  port.on("message", (batch: CallBatch) => {
    now = batch.now;
    const parcel = readParcel(batch.parcel);
    for (const { id, name, args } of batch.calls) {
      const packing = args === null ? packingOf(name) : null;
      const result = functions.get(name)?.(...(args ?? [packing?.read(parcel)]));
      if (!(result instanceof Promise)) throw new Error(`${name} is no call of the store that answers later`);
      const told = result.then(
        (value) => {
          if (packing === null) return tell({ kind: "result", id, result: value });
          packing.writeAnswer(results, value);
          tell({ kind: "packed", id });
        },
        (error) => tell({ kind: "error", id, error: toPlainError(error) }),
      );
      // Behind the microtask that tells of it. Without a port the thread ends.
      if (name === "close") void told.finally(() => setImmediate(() => port.close()));
    }
  });
  port.postMessage({ kind: "opened", names: [...functions.keys()] } satisfies Opening);
}

type PortFunction = (...args: unknown[]) => unknown;

/** All functions of the port by name, those of its parts with the part's name before theirs. */
function* functionsOf(part: object, prefix = ""): Generator<[string, PortFunction]> {
  for (const [name, value] of Object.entries(part)) {
    if (typeof value === "function") yield [prefix + name, value];
    else if (value !== null) yield* functionsOf(value, `${prefix}${name}.`);
  }
}
