import { createAttempter } from "./attempt/attempter.ts";
import type { GuardOptions } from "./attempt/guard.ts";
import type { FindInbox } from "./attempt/url-rules.ts";
import { createCatalogue } from "./catalogue/catalogue.ts";
import { createPayloadValidator } from "./catalogue/payload-validator.ts";
import type { Config } from "./config.ts";
import type { OwedDelivery } from "./core/delivery.ts";
import type { MakeId } from "./core/ids.ts";
import type { Log } from "./core/log.ts";
import type { Outcome } from "./core/outcome.ts";
import { createDispatcher } from "./dispatch/dispatcher.ts";
import { createSendByHand } from "./dispatch/send-by-hand.ts";
import { createIngest } from "./ingest/ingest.ts";
import { createMatcher } from "./ingest/match.ts";
import type { ChangeSource } from "./live/changes.ts";
import { createNodeTunnel } from "./node-tunnel.ts";
import { createRecorder } from "./record/recorder.ts";
import type { Metrics } from "./sight/metrics.ts";
import { observeIngested, observeOutcome } from "./sight/observe.ts";
import { createRates } from "./sight/rates.ts";
import { createEndpointDirectory } from "./store/endpoint-directory.ts";
import { createEventTypeDirectory } from "./store/event-type-directory.ts";
import type { Store } from "./store/store.ts";
import { systemClock as clock } from "./system.ts";
import { createEmittedIntake } from "./upkeep/emitted.ts";
import { createMembership } from "./upkeep/membership.ts";
import { createReplayJobs } from "./upkeep/replays.ts";
import { createRetention } from "./upkeep/retention.ts";

/** What every part may use. */
export interface Tools extends StartOptions {
  /** This process's name among the nodes of the database. */
  idNode: string;
  /** When it was started. Milliseconds since 1970. */
  startedAt: number;
  store: Store;
  /** How long this node lives after its latest beat. Null: it is alone, and nobody asks. */
  leaseMs: number | null;
  /** What is changed through the store. */
  changes: ChangeSource;
  metrics: Metrics;
  makeId: MakeId;
  randomText(length: number): string;
}

export interface StartOptions {
  config: Config;
  log: Log;
  version: string;
}

/** The stages, wired to each other. They know one another only as the functions that they are given here. */
export function createStages(
  tools: Tools,
  { inbox, tunnel: findTunnel, publicUrl }: { inbox: FindInbox; tunnel: FindInbox; publicUrl(): string },
) {
  const { config, leaseMs, log, store, metrics, makeId, version } = tools;
  const catalogue = createCatalogue();
  const rates = createRates(clock);
  const eventTypes = createEventTypeDirectory({ clock, store, apply: catalogue.replaceRegistered });
  const directory = createEndpointDirectory(store);
  const attempter = createAttempter({
    ...config,
    clock,
    makeId,
    version,
    guard: guardOf(config),
    inbox,
    tunnel: findTunnel,
  });
  const { attempt } = attempter;
  const observe = (delivery: OwedDelivery, outcome: Outcome) => {
    observeOutcome(metrics, delivery, outcome);
    rates.count(outcome.kind === "delivered" ? "delivered" : "failed", 1);
  };
  const recorder = createRecorder({ clock, log, store, observe });
  const { record } = recorder;
  const memory = {
    deliveriesMax: config.queuedDeliveriesMax,
    bytesMax: config.queuedBytesMax,
    deliveriesPerLaneMax: config.queuedPerEndpointMax,
  };
  const dispatcher = createDispatcher({ ...config, clock, makeId, log, store, directory, attempt, record, memory });
  const byHand = createSendByHand({ clock, makeId, store, directory, attempt, record });
  const ingest = createIngest({
    ...config,
    clock,
    store,
    directory,
    matcher: createMatcher({ clock, makeId, intake: dispatcher }),
    eventTypes: catalogue,
    checkPayload: createPayloadValidator(catalogue).check,
    observe(results, durationMs) {
      observeIngested(metrics, results, durationMs);
      rates.count("events", results.filter(({ kind }) => kind === "accepted").length);
    },
  });
  const builtInTypes = catalogue.list().flatMap(({ isBuiltIn, name }) => (isBuiltIn ? [name] : []));
  const emitted =
    store.emitted &&
    createEmittedIntake({
      clock,
      log,
      emitted: store.emitted,
      rules: { builtInTypes, payloadBytesMax: config.payloadBytesMax },
      accept: ingest.acceptEmitted,
      refreshTypes: eventTypes.refresh,
      observeRejected: ({ code }) => metrics.countRejected(code),
    });
  const retention = createRetention({ clock, log, store, retentionDays: config.retentionDays });
  const replayJobs = createReplayJobs({
    ...config,
    leaseMs,
    clock,
    log,
    makeId,
    store,
    directory,
    attempt,
    liveInFlight: () => dispatcher.stats().inFlight,
    observe,
    observeEnd: ({ state }) => metrics.countReplay(state),
  });
  const { takeUp } = dispatcher;
  const parts = { attempter, byHand, catalogue, directory, dispatcher, emitted, eventTypes };
  const tunnel = createNodeTunnel(tools, { directory, publicUrl });
  const { adopt } = tunnel;
  const membership = leaseMs === null ? null : createMembership({ clock, log, store, leaseMs, takeUp, adopt });
  return { ...parts, ingest, membership, rates, recorder, replayJobs, retention, tunnel };
}

export function guardOf({ allowAddresses, allowHttp }: Config): GuardOptions {
  return { allowAddresses, isHttpAllowed: allowHttp };
}
