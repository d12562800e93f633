import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Clock } from "../../core/clock.ts";
import { StoreUnavailable } from "../store-errors.ts";
import { type Packing, packingOf } from "./busy-calls.ts";
import { fromPlainError } from "./errors.ts";
import type { Call, CallBatch, News, NewsBatch, Opening, OpeningData } from "./messages.ts";
import { createParcelWriter, type ParcelReader, readParcel } from "./parcel.ts";

/** A thread that has opened the database and answers calls. */
export interface CallThread {
  /** What can be called. */
  names: readonly string[];
  call(name: string, args: unknown[]): Promise<unknown>;
  /** It is no more: its last call was `close`. */
  ended: Promise<unknown>;
}

export interface CallThreadOptions {
  /** The program of the thread, which calls `answerCalls`. */
  program: URL;
  opens: Omit<OpeningData, "now">;
  clock: Clock;
  /** Of its heap, for what is garbage soon. */
  youngMibMax: number;
  /** What the thread says beside its answers. */
  hear(news: TalkativeNews): void;
}

type TalkativeNews = Extract<News, { kind: "commit" | "change" }>;

/** Throws what opening throws. */
export async function startCallThread(options: CallThreadOptions): Promise<CallThread> {
  const { program, opens, clock, youngMibMax, hear } = options;
  const worker = new Worker(program, {
    workerData: { ...opens, now: clock.now() } satisfies OpeningData,
    resourceLimits: { maxYoungGenerationSizeMb: youngMibMax },
  });
  // A fault that the store itself did not foresee: the process ends by it, as if it had come up here.
  worker.on("error", (error) => {
    throw error;
  });
  const ended = once(worker, "exit");
  // What `answerCalls` sends first.
  const [opening] = (await once(worker, "message")) as [Opening];
  if (opening.kind === "refused") {
    await ended;
    throw fromPlainError(opening.error);
  }
  const caller = createCaller(worker, clock);
  void ended.then(caller.end);
  worker.on("message", ({ news, parcel }: NewsBatch) => {
    const results = readParcel(parcel);
    for (const item of news) {
      if (item.kind === "commit" || item.kind === "change") hear(item);
      else caller.settle(item, results);
    }
    caller.goOn();
  });
  return { names: opening.names, call: caller.call, ended };
}

interface Caller {
  call(name: string, args: unknown[]): Promise<unknown>;
  /** `results`: those of the busy calls. */
  settle(news: News & { id: number }, results: ParcelReader): void;
  /** The thread has done something, and can take more. */
  goOn(): void;
  /** The thread is no more. */
  end(): void;
}

interface Waiting {
  packing: Packing<unknown, unknown> | null;
  resolve(result: unknown): void;
  reject(error: Error): void;
}

function createCaller(worker: Worker, clock: Clock): Caller {
  const waiting = new Map<number, Waiting>();
  const parcel = createParcelWriter();
  let calls: Call[] = [];
  let nextId = 0;
  let isBusy = false;
  let isEnded = false;

  function send(): void {
    isBusy = calls.length > 0;
    if (!isBusy) return;
    const batch: CallBatch = { now: clock.now(), calls, parcel: parcel.close() };
    calls = [];
    worker.postMessage(batch, [batch.parcel.bytes.buffer]);
  }

  return {
    call(name, args) {
      if (isEnded) return Promise.reject(closed());
      const id = nextId++;
      // Once the event loop has handled all the input that was there; and while the thread is busy, what comes waits, so
      // that it makes up one commit and not many.
      if (calls.length === 0 && !isBusy) {
        isBusy = true;
        setImmediate(send);
      }
      const packing = packingOf(name);
      packing?.write(parcel, args[0]);
      calls.push({ id, name, args: packing === null ? args : null });
      return new Promise((resolve, reject) => waiting.set(id, { packing, resolve, reject }));
    },
    settle(news, results) {
      const caller = waiting.get(news.id);
      waiting.delete(news.id);
      if (news.kind === "packed") caller?.resolve(caller.packing?.readAnswer(results));
      else if (news.kind === "result") caller?.resolve(news.result);
      else if (news.kind === "error") caller?.reject(fromPlainError(news.error));
    },
    goOn: send,
    end() {
      isEnded = true;
      for (const { reject } of waiting.values()) reject(closed());
      waiting.clear();
    },
  };
}

function closed(): StoreUnavailable {
  return new StoreUnavailable("The store is closed");
}
