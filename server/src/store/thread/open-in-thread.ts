import type { Clock } from "../../core/clock.ts";
import { bytesOf } from "../../core/delivery.ts";
import type { Store } from "../store.ts";
import { StoreDamaged, StoreUnavailable } from "../store-errors.ts";
import { type CallThread, type CallThreadOptions, startCallThread } from "./call-thread.ts";
import { isWatch } from "./messages.ts";

export interface ThreadOptions {
  /** The program of the threads, which calls `answerCalls`. */
  program: URL;
  path: string;
  idNode: string;
  clock: Clock;
  observeCommit?(durationMs: number): void;
  /** Whether the thread that reads is there from the start. Default: from when it is first wanted. */
  isReaderAwaited?: boolean;
}

/** Of the writer's heap, for what is garbage by its commit. Node's 48 MiB made it no faster and stayed resident. */
const YOUNG_MIB_MAX = 12;
/** Of the reader's. */
const READER_YOUNG_MIB_MAX = 4;
/** Calls of people that look: there will be more of them. */
const FIRST_LOOKS: readonly string[] = [
  "listSpaces",
  "listEvents",
  "getEvent",
  "listDeliveries",
  "getDelivery",
  "owed.countOf",
  "activity.ofSpace",
  "activity.ofEndpoint",
];
/** Payloads on their way to the store. Far more than the bound on events leaves room for at their usual size. */
const BYTES_UNDER_WAY_MAX = 256 * 1024 * 1024;

/**
 * Opens a store that works synchronously in a thread of its own, so that neither a commit nor a checkpoint keeps requests
 * waiting, and what arrives meanwhile makes up the next commit. A second thread reads what is committed for those who
 * look, so that neither keeps them waiting. Throws what opening throws.
 */
export async function openInThread(options: ThreadOptions): Promise<Store> {
  const { program, path, idNode, clock, observeCommit = () => {}, isReaderAwaited = false } = options;
  const watchers = createWatchers();
  const writer = await startCallThread({
    program,
    opens: { as: "writer", path, idNode },
    clock,
    youngMibMax: YOUNG_MIB_MAX,
    hear(news) {
      if (news.kind === "commit") observeCommit(news.durationMs);
      else watchers.tell(news.name, news.change);
    },
  });
  const reader = createReader({ program, path, idNode, clock });
  if (isReaderAwaited) await reader.open();
  const store = toStore(writer.names, (name) => {
    if (isWatch(name)) return (listener) => watchers.add(name, listener);
    return (...args) => reader.call(name, args) ?? writer.call(name, args);
  });
  let closing: Promise<void> | null = null;

  async function close(end: { isClean: boolean }): Promise<void> {
    // The writer is to be the last that closes the file: that moves the log into it.
    await reader.close();
    try {
      await store.close(end);
    } finally {
      await writer.ended;
    }
  }

  return {
    ...store,
    // What is null has no name in the list.
    emitted: null,
    acceptEvents: createAccept(store.acceptEvents),
    beat: () => (reader.damage === null ? store.beat() : Promise.reject(reader.damage)),
    close(end) {
      closing ??= close(end);
      return closing;
    },
  };
}

interface ReaderOptions extends Pick<CallThreadOptions, "program" | "clock"> {
  path: string;
  idNode: string;
}

interface Reader {
  /** Null: it is not there, or this is no call that only looks. */
  call(name: string, args: unknown[]): Promise<unknown> | null;
  /** What has shown that the database is damaged. */
  readonly damage: StoreDamaged | null;
  open(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Its thread is started when somebody first looks, and answers once it has opened the database: a start does not wait for
 * it, and a node that nobody looks at does without. Where it cannot be opened a second time, the writer goes on reading.
 */
function createReader({ path, idNode, ...options }: ReaderOptions): Reader {
  let thread: CallThread | null = null;
  let names: ReadonlySet<string> = new Set();
  let damage: StoreDamaged | null = null;
  let opening: Promise<void> | null = null;
  let isClosed = false;

  async function start(): Promise<void> {
    // What is in memory is in nobody else's sight.
    if (path === ":memory:") return;
    const opens = { as: "reader", path, idNode } as const;
    try {
      thread = await startCallThread({ ...options, opens, youngMibMax: READER_YOUNG_MIB_MAX, hear: () => {} });
      names = new Set(thread.names);
    } catch {
      // The writer has it open and says what is wrong with it, if something is.
    }
  }

  return {
    call(name, args) {
      if (FIRST_LOOKS.includes(name) && !isClosed) opening ??= start();
      if (thread === null || !names.has(name)) return null;
      return thread.call(name, args).catch((error: unknown) => {
        if (error instanceof StoreDamaged) damage ??= error;
        throw error;
      });
    },
    get damage() {
      return damage;
    },
    open() {
      opening ??= start();
      return opening;
    },
    async close() {
      isClosed = true;
      await opening;
      const closing = thread;
      thread = null;
      await closing?.call("close", []);
      await closing?.ended;
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
