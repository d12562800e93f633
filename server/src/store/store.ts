import type { Delivery, OwedDelivery } from "../core/delivery.ts";
import type { Endpoint } from "../core/endpoint.ts";
import type { AcceptResult, NewEvent } from "./accepting.ts";
import type { ActivityStore } from "./activity.ts";
import type { Backlog, Claim, Claimed } from "./claiming.ts";
import type { DeliveryDetail, DeliveryQuery } from "./deliveries.ts";
import type { EmittedStore } from "./emitted.ts";
import type { EndpointChange, EndpointPatch, Routes } from "./endpoints.ts";
import type { EventTypeStore } from "./event-types.ts";
import type { EventDetail, EventQuery, ListedEvent } from "./events.ts";
import type { KeyStore } from "./keys.ts";
import type { ListenerStore } from "./listeners.ts";
import type { EndedDelivery, RecordedOutcome, TestSend } from "./outcomes.ts";
import type { OverviewStore } from "./overview.ts";
import type { OwedStore } from "./owed.ts";
import type { Page } from "./pages.ts";
import type { ReplayStore } from "./replays.ts";
import type { RowStore } from "./rows.ts";
import type { SessionStore } from "./sessions.ts";
import type { SpaceQuery, SpaceSummary } from "./spaces.ts";
import type { StoreStats } from "./stats.ts";

/**
 * The store is the truth: what it has committed is kept, and nothing is kept anywhere else. This is its port, in the
 * domain's words; `sqlite/` and `postgres/` are its twins, and `conformance/` says what both must do.
 *
 * All values are plain data, so that a twin may live in another thread. Writes that arrive while a commit runs go
 * together into the next one; a promise resolves only after its commit. When the database cannot be read or written,
 * the promise rejects with `StoreUnavailable` and nothing of that call has been kept.
 */
export interface Store {
  /** Writes events with their deliveries: all of one call in one transaction. Answers in the order of `events`. */
  acceptEvents(events: readonly NewEvent[]): Promise<AcceptResult[]>;
  listEvents(query: EventQuery): Promise<Page<ListedEvent>>;
  getEvent(idSpace: string, idEvent: string): Promise<EventDetail | null>;

  /** A space's version and its live endpoints, oldest first. A space that nobody has used has version 0 and none. */
  getRoutes(idSpace: string): Promise<Routes>;
  listSpaces(query: SpaceQuery): Promise<Page<SpaceSummary>>;
  getSpace(idSpace: string): Promise<SpaceSummary | null>;

  /** False where the space has `endpointsMax` live ones already. */
  insertEndpoint(endpoint: Endpoint, endpointsMax: number): Promise<boolean>;
  /** Null where there is no such live endpoint, or its secrets have changed. Every change bumps the space's version. */
  updateEndpoint(idSpace: string, idEndpoint: string, patch: EndpointPatch): Promise<Endpoint | null>;
  /** Applies a pause or a resume by hand. Null where there is no such live endpoint. */
  changeHealth(idSpace: string, idEndpoint: string, change: "pause" | "resume"): Promise<Endpoint | null>;
  /** Marks it deleted; its deliveries are ended by `releasePending` and `discardHeld`. */
  deleteEndpoint(idSpace: string, idEndpoint: string): Promise<boolean>;

  listDeliveries(query: DeliveryQuery): Promise<Page<Delivery>>;
  getDelivery(idSpace: string, idDelivery: string): Promise<DeliveryDetail | null>;
  /** A delivery in any state, ready to be sent once more by hand. */
  loadForReplay(idSpace: string, idDelivery: string): Promise<OwedDelivery | null>;

  /**
   * Endpoints that owe deliveries which no living node has in hand: at start, the work that is there, and later what other
   * nodes have left behind, or a write of this one's whose answer was lost. Nodes that have been silent for too long are
   * declared dead by it.
   * Includes paused and deleted ones that still have `pending` deliveries.
   */
  listBacklog(): Promise<Backlog[]>;
  /**
   * Takes the oldest deliveries of an active endpoint into this node's hand: those nobody owns, those of dead nodes
   * (`trigger: "takeover"`), and those held before a resume. Fewer than `countMax` and `bytesMax` allow means that
   * there are no more.
   */
  claimPending(claim: Claim): Promise<Claimed>;
  /**
   * Takes an endpoint's pending deliveries out of this node's hand, save those in `except` (being sent): to held where
   * it is paused or deleted; where it is active, as after a resume, back into the line, for `claimPending`. Of a paused or
   * deleted one also those that no living node has in hand. How many; 0 is done.
   */
  releasePending(idEndpoint: string, except: readonly string[], countMax: number): Promise<number>;
  /** Ends held deliveries up to and including `throughId` as discarded. How many; 0 is done. */
  discardHeld(idEndpoint: string, throughId: string, countMax: number): Promise<number>;
  /**
   * Writes attempts and what follows from them: states, counters, pauses. Answers in order. An outcome of a delivery
   * that another node has taken over since is kept as an attempt and changes nothing else.
   */
  recordOutcomes(ended: readonly EndedDelivery[]): Promise<RecordedOutcome[]>;
  /** Writes a test send with all that came of it. */
  recordTest(test: TestSend): Promise<void>;

  readonly activity: ActivityStore;
  /** Null: no app can have transactions in this database. */
  readonly emitted: EmittedStore | null;
  /** The app's own event types, and how each type is validated. */
  readonly eventTypes: EventTypeStore;
  readonly keys: KeyStore;
  readonly listeners: ListenerStore;
  readonly overview: OverviewStore;
  readonly owed: OwedStore;
  readonly replays: ReplayStore;
  readonly rows: RowStore;
  readonly sessions: SessionStore;

  /**
   * Says that this node is alive, by a commit: so it is also the proof that the store can be written. Once the database
   * was found damaged it rejects for good, though some of it may still be written.
   */
  beat(): Promise<void>;
  /**
   * Deletes one bounded batch of what is older than `before`; never what is still pending. 0 is done. A store that keeps
   * days apart (UTC) deletes a day once all of it is older, at its own pace whatever `eventsMax` says.
   */
  prune(before: number, eventsMax: number): Promise<number>;
  stats(): Promise<StoreStats>;
  /** Calls back after the commit of each change to an endpoint, by whichever node. Returns the way to stop it. */
  watchEndpoints(listener: (change: EndpointChange) => void): () => void;
  /**
   * Calls back when the other nodes have taken this one for dead, because it was silent for too long: nothing is in its hand
   * any more, and it goes on as a new node, at once or as soon as the database lets it. Called once more where that came
   * later. Returns the way to stop it. A store that is one process's never calls.
   */
  watchLost(listener: () => void): () => void;
  /** Calls back with the id of each key or session that another node has revoked. Returns the way to stop it. */
  watchRevoked(listener: (id: string) => void): () => void;
  /**
   * Commits what waits and lets go of the database. `isClean`: nothing is in flight, so what this node had in hand has
   * not been sent; otherwise the next node takes it over as if this one had died.
   */
  close(end: { isClean: boolean }): Promise<void>;
}
