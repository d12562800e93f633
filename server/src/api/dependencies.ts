import type { FastifyInstance } from "fastify";
import type { Catalogue } from "../catalogue/catalogue.ts";
import type { Clock, RandomBytes } from "../core/clock.ts";
import type { Endpoint } from "../core/endpoint.ts";
import type { Event } from "../core/event.ts";
import type { Validation } from "../core/event-type.ts";
import type { MakeId } from "../core/ids.ts";
import type { Log } from "../core/log.ts";
import { ProblemError } from "../core/problems.ts";
import type { Replay, StartedReplay, WantedReplay } from "../core/replay.ts";
import type { Ingest } from "../ingest/ingest.ts";
import type { Hub } from "../live/hub.ts";
import type { Streams } from "../live/streams.ts";
import type { RecordedAttempt } from "../store/deliveries.ts";
import type { Store } from "../store/store.ts";
import type { CountedAnswer } from "./answer-count.ts";
import type { WantedUpgrade } from "./upgrades.ts";

/** All that the HTTP API needs of the rest of the program, as functions: it knows no stage but ingest. */
export interface ApiDependencies {
  clock: Clock;
  makeId: MakeId;
  /** So many random characters of `[0-9A-Za-z]`. */
  randomText(length: number): string;
  randomBytes: RandomBytes;
  log: Log;
  store: Store;
  ingest: Pick<Ingest, "acceptOne" | "acceptLines">;
  catalogue: Catalogue;
  /** Resolves once the catalogue has what is registered in the store by now. */
  refreshEventTypes(): Promise<void>;
  /** Null where a URL may be sent to; else the rule it breaks, in words for its owner. */
  checkUrl(url: string): string | null;
  /** The same with a look at the DNS, for a form to say while a URL is typed. */
  tryUrl(url: string): Promise<{ isAllowed: boolean; isFound: boolean; detail: string }>;
  /** What this node is doing. */
  nodeState(): NodeState;
  /** What the disk of the database has left. Null: that cannot be told. */
  diskFreeBytes(): Promise<number | null>;
  /** Null where an endpoint may have this header; else what is wrong with it. */
  headerFault(name: string, value: string): string | null;
  /** Sends a sample of an event type now, also to a paused endpoint, and writes what came of it. */
  sendTest(endpoint: Endpoint, event: string, sample: Uint8Array): Promise<{ event: Event; attempt: RecordedAttempt }>;
  /** Makes one more attempt for a delivery in any state. */
  replay(idSpace: string, idDelivery: string): Promise<Replayed>;
  /** Range replays: counting them, starting and cancelling them. */
  replays: ReplayJobs;
  /** Developers' machines that receive webhooks. Null: this node takes none. */
  listeners: Listeners | null;
  /** Ends what an endpoint holds by now, in bounded steps. How many deliveries that were. */
  discardHeld(endpoint: Endpoint): Promise<number>;
  /** The metrics in Prometheus' text format. */
  renderMetrics(): Promise<string>;
  /** Told of every answer: metrics. */
  countAnswer(answer: CountedAnswer): void;
  /** False once this node is stopping: it then takes no more writes. */
  isAccepting(): boolean;
  /** Null where this node can do its work; else why it cannot. */
  checkReady(): Promise<string | null>;
  /** SHA-256, in hex, of the operator's key from the settings. Null where none is set. */
  operatorKeyHash: string | null;
  /** Who listens to what happens in a space. */
  hub: Hub;
  streams: Streams;
  limits: ApiLimits;
  /** Takes off a request's path what a proxy has left of the public URL's. Null: there is nothing to take off. */
  stripPrefix: ((url: string) => string) | null;
  /** How others reach this node, without a slash at the end. */
  publicUrl(): string;
  version: string;
  /** More routes of the same server, such as the test inbox. */
  plugins: readonly ((app: FastifyInstance) => void)[];
}

/** For everything that writes. Throws `shutting_down` once this node is stopping. */
export function mustAccept({ isAccepting }: Pick<ApiDependencies, "isAccepting">): void {
  if (isAccepting()) return;
  throw new ProblemError({ code: "shutting_down", detail: "Nothing of this request was kept. Try again elsewhere." });
}

export interface NodeState {
  id: string;
  startedAt: number;
  /** Means over the last ten seconds. */
  eventsPerS: number;
  deliveredPerS: number;
  failedPerS: number;
  /** Deliveries in memory that wait, and requests under way. */
  queuedCount: number;
  inFlightCount: number;
  oldestQueuedAt: number | null;
}

export type Replayed =
  | { kind: "replayed"; attempt: RecordedAttempt }
  | { kind: "not_found" }
  | { kind: "endpoint_deleted" };

export interface Listeners {
  /** How many a space has. */
  countOf(idSpace: string): Promise<number>;
  /** Whether this one may come back. If so, this node serves it from now on. */
  takeBack(place: ListenerPlace): Promise<boolean>;
  /** Takes over the connection of a new one, or of one that is back. */
  connect(place: ListenerPlace, upgrade: WantedUpgrade): void;
}

export interface ListenerPlace {
  idSpace: string;
  idEndpoint: string;
  /** What the URL of its endpoint ends with. */
  token: string;
}

export interface ReplayJobs {
  /** How many deliveries of the range would be sent now. */
  count(wanted: WantedReplay): Promise<number>;
  start(wanted: WantedReplay): Promise<StartedReplay>;
  /** As it then is. Null where there is no such replay. */
  cancel(idSpace: string, idReplay: string): Promise<Replay | null>;
}

/** The settings that callers meet. */
export interface ApiLimits {
  payloadBytesMax: number;
  batchBytesMax: number;
  endpointsPerSpaceMax: number;
  /** Of the app's own. */
  eventTypesMax: number;
  /** How many failures in a row pause an endpoint whose owner does not say. */
  pauseAfter: number;
  timeoutMs: number;
  retentionDays: number;
  allowHttp: boolean;
  validation: Validation;
  /** Whether there is a test inbox. */
  inbox: boolean;
}
