import type { PlainError } from "./errors.ts";
import type { Parcel } from "./parcel.ts";

/** How the two sides of a store in a thread of its own speak. All of it is plain data: it is copied on its way. */

/** Calls made in one turn of the event loop, and the time it was then: a store's time is its caller's. */
export interface CallBatch {
  now: number;
  calls: Call[];
  /** The arguments of the busy calls, in the order of the calls. */
  parcel: Parcel;
}

export interface Call {
  id: number;
  /** As in the port, with a dot before the name in a part of it: `recordOutcomes`, `replays.take`. */
  name: string;
  /** Null: what it is given lies in the parcel. */
  args: unknown[] | null;
}

/** What the thread has to say after a commit, and the results of busy calls. */
export interface NewsBatch {
  news: News[];
  parcel: Parcel;
}

/** In the order in which it came about. */
export type News =
  | { kind: "result"; id: number; result: unknown }
  /** Of a busy call. Its result lies in the parcel, behind those before it. */
  | { kind: "packed"; id: number }
  | { kind: "error"; id: number; error: PlainError }
  /** To those who watch: the name is that of the port's function. */
  | { kind: "change"; name: string; change: unknown }
  | { kind: "commit"; durationMs: number };

/** The first message of the thread: the names of all calls, or why the store could not be opened. */
export type Opening = { kind: "opened"; names: string[] } | { kind: "refused"; error: PlainError };

/** Where a thread is told what to open. */
export interface OpeningData {
  /** `reader`: only to look at what a writer in another thread has committed. */
  as: "writer" | "reader";
  path: string;
  idNode: string;
  now: number;
}

/** The port's functions that call back on changes, and answer at once. All others answer with a promise. */
export function isWatch(name: string): boolean {
  return /(^|\.)watch/.test(name);
}
