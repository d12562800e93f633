import type { Delivery, DeliveryStatus, OwedDelivery, Trigger } from "../core/delivery.ts";
import type { Endpoint } from "../core/endpoint.ts";
import type { EndpointHealth } from "../core/endpoint-health.ts";
import type { Event } from "../core/event.ts";
import type { ApiKey } from "../core/key.ts";
import type { Attempt, AttemptError, Outcome } from "../core/outcome.ts";

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
  listEvents(query: EventQuery): Promise<Page<Event>>;
  getEvent(idSpace: string, idEvent: string): Promise<EventDetail | null>;

  /** A space's version and its live endpoints, oldest first. A space that nobody has used has version 0 and none. */
  getRoutes(idSpace: string): Promise<Routes>;
  listSpaces(query: PageQuery): Promise<Page<SpaceSummary>>;
  getSpace(idSpace: string): Promise<SpaceSummary | null>;

  /** False where the space has `endpointsMax` live ones already. */
  insertEndpoint(endpoint: Endpoint, endpointsMax: number): Promise<boolean>;
  /** Null where there is no such live endpoint. Every change bumps the space's version. */
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
   * Endpoints that owe deliveries which no living node has in hand: at start, the work that is there.
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

  insertKey(key: ApiKey): Promise<void>;
  /** The live key with this hash. */
  findKey(hash: string): Promise<ApiKey | null>;
  listKeys(query: PageQuery): Promise<Page<ApiKey>>;
  revokeKey(idKey: string): Promise<boolean>;

  /**
   * Says that this node is alive, by a commit: so it is also the proof that the store can be written. Once the database
   * was found damaged it rejects for good, though some of it may still be written.
   */
  beat(): Promise<void>;
  /** Deletes one bounded batch of what is older than `before`; never what is still pending. 0 is done. */
  prune(before: number, eventsMax: number): Promise<number>;
  stats(): Promise<StoreStats>;
  /** Calls back after the commit of each change to an endpoint, by whichever node. Returns the way to stop it. */
  watchEndpoints(listener: (change: EndpointChange) => void): () => void;
  /**
   * Commits what waits and lets go of the database. `isClean`: nothing is in flight, so what this node had in hand has
   * not been sent; otherwise the next node takes it over as if this one had died.
   */
  close(end: { isClean: boolean }): Promise<void>;
}

/** The database could not be read or written: full, locked, gone. Trying again later makes sense. */
export class StoreUnavailable extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "StoreUnavailable";
  }
}

/** The database was found damaged. It does not heal: somebody has to restore a backup. */
export class StoreDamaged extends StoreUnavailable {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "StoreDamaged";
  }
}

export interface PageQuery {
  /** 1 to 200. */
  limit: number;
  /** From an earlier page's `nextCursor`. A string that is not one of ours throws `invalid_cursor`. */
  cursor: string | null;
}

/**
 * Newest first, stable while rows are added. A filter that no index serves looks at a bounded number of rows, so a page
 * may hold fewer than `limit` items, or none, and still have a `nextCursor`: only a null one says that this is all.
 */
export interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

export interface NewEvent {
  event: Event;
  /** Whether the app gave `occurredAt`. Where it did not, a repeat with another time is the same event all the same. */
  isTimeGiven: boolean;
  payload: Uint8Array;
  /** The version of the space's routes that `deliveries` were matched against. */
  routesVersion: number;
  deliveries: readonly NewDelivery[];
}

export interface NewDelivery {
  id: string;
  idEndpoint: string;
  status: "pending" | "held";
  /** Whether this node takes a pending one in hand as it is written (born owned), or leaves it for `claimPending`. */
  isOwned: boolean;
}

export type AcceptResult =
  | { kind: "accepted" }
  /** The same id with the same type, payload bytes and time (where the app gave one) was there, answered as `first`. */
  | { kind: "duplicate"; first: Event }
  /** The same id with other content was there. Nothing was written. */
  | { kind: "conflict"; first: Event }
  /** The space's endpoints have changed since `routesVersion`. Nothing was written: match again. */
  | { kind: "stale" };

export interface EventQuery extends PageQuery {
  idSpace: string;
  event: string | null;
  /** Accepted at or after. */
  since: number | null;
  /** Accepted before. */
  until: number | null;
}

export interface EventDetail {
  event: Event;
  payload: Uint8Array;
  /** To every endpoint, oldest first. */
  deliveries: Delivery[];
}

export interface Routes {
  version: number;
  endpoints: readonly Endpoint[];
}

export interface SpaceSummary {
  idSpace: string;
  createdAt: number;
  endpointCount: number;
  pausedCount: number;
  /** Active endpoints whose last delivery failed. */
  failingCount: number;
}

export type EndpointPatch = Partial<
  Pick<Endpoint, "url" | "description" | "events" | "headers" | "pauseAfter" | "isSecretInBody" | "secrets">
>;

export interface EndpointChange {
  idSpace: string;
  idEndpoint: string;
}

export interface DeliveryQuery extends PageQuery {
  idSpace: string;
  idEndpoint: string | null;
  status: DeliveryStatus | null;
  event: string | null;
  since: number | null;
  until: number | null;
}

export interface DeliveryDetail {
  delivery: Delivery;
  event: Event;
  payload: Uint8Array;
  /** Oldest first. */
  attempts: RecordedAttempt[];
}

export interface RecordedAttempt extends Attempt {
  trigger: Trigger;
  error: AttemptError | null;
}

export interface Backlog {
  idSpace: string;
  idEndpoint: string;
}

export interface Claim {
  idEndpoint: string;
  countMax: number;
  /** Of payloads. At least one delivery is claimed whatever its size. */
  bytesMax: number;
}

export interface Claimed {
  deliveries: OwedDelivery[];
  isExhausted: boolean;
}

export interface EndedDelivery {
  idDelivery: string;
  idSpace: string;
  idEndpoint: string;
  trigger: Trigger;
  outcome: Outcome;
}

export interface RecordedOutcome {
  /** The delivery's state now. Null where it is no longer there. */
  status: DeliveryStatus | null;
  /** The endpoint's health after this outcome. Null where the endpoint is no longer there. */
  health: EndpointHealth | null;
  /** Whether this very outcome paused the endpoint. */
  hasPaused: boolean;
}

export interface TestSend {
  event: Event;
  payload: Uint8Array;
  idDelivery: string;
  idEndpoint: string;
  outcome: Outcome;
}

export interface StoreStats {
  /** Deliveries that are pending, in hand or not. */
  pendingCount: number;
  heldCount: number;
  endpointCount: number;
  pausedEndpointCount: number;
  /** Bytes of the database on disk, its log included. */
  diskBytes: number;
}
