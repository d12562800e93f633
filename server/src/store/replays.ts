import type { OwedDelivery } from "../core/delivery.ts";
import type { Replay, ReplayCancelReason, ReplayRange } from "../core/replay.ts";
import type { EndedDelivery } from "./outcomes.ts";
import type { Page, PageQuery } from "./pages.ts";

/**
 * Range replays. A job is a row with a position in its range, the deliveries that are in hand and counters: all of them
 * change together with the outcomes, so a crash repeats at most what was in flight, and counts nothing twice. One node
 * at a time has a job in hand.
 */
export interface ReplayStore {
  /** Counts one bounded step of a range, from behind `afterId` on (null: from its start). `nextId` null: this was all. */
  count(range: ReplayRange, afterId: string | null): Promise<{ count: number; nextId: string | null }>;
  /**
   * Writes a new job, in this node's hand if it is running. `endpoint_busy`: its endpoint has one that is running.
   * `space_full`: its space has `runningMax` of them.
   */
  insert(replay: Replay, runningMax: number): Promise<"inserted" | "endpoint_busy" | "space_full">;
  get(idSpace: string, idReplay: string): Promise<Replay | null>;
  list(query: ReplayQuery): Promise<Page<Replay>>;

  /**
   * Takes running jobs into this node's hand that no living node has, with the deliveries that each had in hand: those
   * may have been sent, and are sent again. A delivery that is pending by now, or gone, is not among them. The job of a
   * listener's endpoint is for the node that serves it.
   */
  claim(): Promise<ClaimedReplay[]>;
  /**
   * The next deliveries of a job that this node has in hand, in the order of their ids. It looks at a bounded number of
   * rows, so there may be none and more to come. Null: the job is over, or in another node's hand.
   */
  take(idReplay: string, countMax: number): Promise<TakenDeliveries | null>;
  /** Writes what replays came to, as `recordOutcomes` does, and counts those that the job has in hand. */
  record(idReplay: string, ended: readonly EndedDelivery[]): Promise<void>;
  /** Gives a job out of this node's hand, for another to claim with what is left in it. */
  leave(idReplay: string): Promise<void>;
  /** Ends a running job: done, or cancelled for a reason. The job as it then is; null where there is none. */
  end(idReplay: string, reason: ReplayCancelReason | null): Promise<Replay | null>;
}

export interface ReplayQuery extends PageQuery {
  idSpace: string;
  idEndpoint: string | null;
}

export interface ClaimedReplay {
  replay: Replay;
  inHand: OwedDelivery[];
}

export interface TakenDeliveries {
  deliveries: OwedDelivery[];
  /** Whether the range ends with these. */
  isExhausted: boolean;
}
