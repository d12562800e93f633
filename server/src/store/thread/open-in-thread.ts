import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Clock } from "../../core/clock.ts";
import { bytesOf } from "../../core/delivery.ts";
import type { Store } from "../store.ts";
import { StoreUnavailable } from "../store-errors.ts";
import { type Packing, packingOf } from "./busy-calls.ts";
import { fromPlainError } from "./errors.ts";
import {
  type Call,
  type CallBatch,
  isWatch,
  type News,
  type NewsBatch,
  type Opening,
  type OpeningData,
} from "./messages.ts";
import { createParcelWriter, type ParcelReader, readParcel } from "./parcel.ts";

export interface ThreadOptions {
  /** The program of the thread, which calls `answerCalls`. */
  program: URL;
  path: string;
  idNode: string;
  clock: Clock;
  observeCommit?(durationMs: number): void;
}

/** Of the thread's heap, for what is garbage by its commit. Node's 48 MiB made it no faster and stayed resident. */
const YOUNG_MIB_MAX = 12;
/** Payloads on their way to the store. Far more than the bound on events leaves room for at their usual size. */
const BYTES_UNDER_WAY_MAX = 256 * 1024 * 1024;

/**
 * Opens a store that works synchronously in a thread of its own, so that neither a commit nor a checkpoint keeps requests
 * waiting, and what arrives meanwhile makes up the next commit. Throws what opening throws.
 */
export async function openInThread(options: ThreadOptions): Promise<Store> {
  const { program, path, idNode, clock, observeCommit = () => {} } = options;
  const worker = new Worker(program, {
    workerData: { path, idNode, now: clock.now() } satisfies OpeningData,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MIB_MAX },
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
  const watchers = createWatchers();
  worker.on("message", ({ news, parcel }: NewsBatch) => {
    const results = readParcel(parcel);
    for (const item of news) {
      if (item.kind === "commit") observeCommit(item.durationMs);
      else if (item.kind === "change") watchers.tell(item.name, item.change);
      else caller.settle(item, results);
    }
    caller.goOn();
  });
  const store = toStore(opening.names, (name) => {
    if (isWatch(name)) return (listener) => watchers.add(name, listener);
    return (...args) => caller.call(name, args);
  });
  let closing: Promise<void> | null = null;
  return {
    ...store,
    // What is null has no name in the list.
    emitted: null,
    acceptEvents: createAccept(store.acceptEvents),
    close(end) {
      closing ??= store.close(end).finally(() => ended);
      return closing;
    },
  };
}

/** Builds the port anew from the names of its functions. */
function toStore(names: readonly string[], make: (name: string) => (...args: never[]) => unknown): Store {
  const store: Record<string, unknown> = {};
  for (const name of names) {
    const [part = "", inner] = name.split(".");
    if (inner === undefined) store[name] = make(name);
    else store[part] = { ...(store[part] as object | undefined), [inner]: make(name) };
  }
  // The thread has a store, and these are the names of its functions.
  return store as unknown as Store;
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

function createWatchers() {
  const listeners = new Map<string, Set<(change: unknown) => void>>();
  return {
    add(name: string, listener: (change: unknown) => void): () => void {
      const those = listeners.get(name) ?? new Set();
      listeners.set(name, those.add(listener));
      return () => those.delete(listener);
    },
    tell(name: string, change: unknown): void {
      // In a microtask of its own each, so that one that throws does not break the others; and before any promise that
      // is settled after this: whoever awaits a change finds that all have heard of it.
      for (const listener of listeners.get(name) ?? []) queueMicrotask(() => listener(change));
    },
  };
}

function createAccept(accept: Store["acceptEvents"]): Store["acceptEvents"] {
  let bytesUnderWay = 0;
  return async (events) => {
    let bytes = 0;
    for (const event of events) bytes += bytesOf(event);
    if (bytesUnderWay > 0 && bytesUnderWay + bytes > BYTES_UNDER_WAY_MAX) {
      throw new StoreUnavailable("The database is too slow: too much is waiting to be written");
    }
    bytesUnderWay += bytes;
    try {
      return await accept(events);
    } finally {
      bytesUnderWay -= bytes;
    }
  };
}
