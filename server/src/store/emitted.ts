import type { Problem } from "../core/problems.ts";
import type { Page, PageQuery } from "./pages.ts";

/**
 * Events that apps have emitted by `posthorn.emit` within transactions of their own. Each is a row, there once its
 * transaction has committed, until a node has accepted or rejected it.
 */
export interface EmittedStore {
  /** Tells the function what this node takes. Names are only added: another node may know more of them. */
  setRules(rules: EmitRules): Promise<void>;
  /**
   * Hands the oldest to `accept`, save those that another node has in hand, and removes them: those that it answers null
   * for are kept as events by then, the others as rejected ones. How many. Where it rejects, or the process dies, they
   * stay and are handed out again, under the same ids.
   */
  take(countMax: number, accept: AcceptEmitted): Promise<number>;
  /** Calls back soon after commits of transactions that have emitted, and where some may have been missed. */
  watch(listener: () => void): () => void;
  listRejected(query: RejectedQuery): Promise<Page<RejectedEvent>>;
  getRejected(idSpace: string, idEvent: string): Promise<RejectedEvent | null>;
  /** Deletes one bounded batch of those that were rejected before `before`. How many; 0 is done. */
  pruneRejected(before: number): Promise<number>;
}

export type AcceptEmitted = (events: readonly EmittedEvent[]) => Promise<readonly (Problem | null)[]>;

export interface EmitRules {
  builtInTypes: readonly string[];
  payloadBytesMax: number;
}

/** As the app gave it. The function has checked what can be checked in SQL. */
export interface EmittedEvent {
  id: string;
  idSpace: string;
  event: string;
  payload: Uint8Array;
  /** JSON text, or null. */
  changes: string | null;
  actor: string | null;
  correlationId: string | null;
  /** Milliseconds since 1970: as the app said, else as `emittedAt`. */
  occurredAt: number;
  /** When the function was called, by the database's clock. */
  emittedAt: number;
}

export interface RejectedEvent extends EmittedEvent {
  rejectedAt: number;
  problem: Problem;
}

export interface RejectedQuery extends PageQuery {
  idSpace: string;
}
