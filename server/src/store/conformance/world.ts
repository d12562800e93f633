import assert from "node:assert/strict";
import { randomBytes, randomUUID } from "node:crypto";
import type { OwedDelivery, Trigger } from "../../core/delivery.ts";
import type { Endpoint } from "../../core/endpoint.ts";
import { HEALTHY } from "../../core/endpoint-health.ts";
import { createIds, type MakeId } from "../../core/ids.ts";
import type { ApiKey } from "../../core/key.ts";
import type { Outcome } from "../../core/outcome.ts";
import type { NewDelivery, NewEvent } from "../accepting.ts";
import type { DeliveryQuery } from "../deliveries.ts";
import type { RecordedOutcome } from "../outcomes.ts";
import type { SpaceQuery } from "../spaces.ts";
import type { Store } from "../store.ts";
import type { ManualClock, NodeEnd, StoreHarness } from "./harness.ts";

/** A store with one space, and short words for what tests do with it. */
export interface World {
  store: Store;
  clock: ManualClock;
  makeId: MakeId;
  idSpace: string;
  prunesDays: boolean;
  reopen(after: NodeEnd): Promise<void>;
  /** An endpoint, not yet in the store. */
  endpoint(patch?: Partial<Endpoint>): Endpoint;
  addEndpoint(patch?: Partial<Endpoint>): Promise<Endpoint>;
  /** An event for these endpoints with one delivery each, against the routes as they are; not yet in the store. */
  event(to?: readonly Endpoint[], patch?: EventPatch): Promise<NewEvent>;
  /** Accepts such an event. Its deliveries' ids in the order of `to`. */
  post(to: readonly Endpoint[], patch?: EventPatch): Promise<string[]>;
  /** Records one outcome. */
  end(endpoint: Endpoint, idDelivery: string, kind: Outcome["kind"], trigger?: Trigger): Promise<RecordedOutcome>;
  claim(endpoint: Endpoint, countMax?: number, bytesMax?: number): Promise<OwedDelivery[]>;
}

export interface EventPatch extends Partial<NewEvent["event"]> {
  payload?: string;
  changes?: string | null;
  delivery?: Partial<NewDelivery>;
  isTimeGiven?: boolean;
}

/** What must hold of a store: a sentence each, with its proof. */
export type Claims = Readonly<Record<string, (world: World) => Promise<void>>>;

export const NO_FILTER: Omit<DeliveryQuery, "idSpace"> = {
  idEndpoint: null,
  status: null,
  event: null,
  since: null,
  until: null,
  limit: 50,
  cursor: null,
};

export const EVERY_SPACE = { search: null, isFailing: false, limit: 50, cursor: null } satisfies SpaceQuery;

export function createWorld(harness: StoreHarness, clock: ManualClock): World {
  const makeId = createIds(clock, (size) => randomBytes(size));
  const world: World = {
    store: harness.store,
    clock,
    makeId,
    idSpace: randomUUID(),
    prunesDays: harness.prunesDays,
    async reopen(after) {
      world.store = await harness.reopen(after);
    },
    endpoint: (patch) => ({ ...endpointNow(makeId("ep"), world.idSpace, clock.now()), ...patch }),
    async addEndpoint(patch) {
      const endpoint = world.endpoint(patch);
      assert.ok(await world.store.insertEndpoint(endpoint, 100));
      return endpoint;
    },
    async event(to = [], patch = {}) {
      const { payload = '{"id":1}', changes = null, delivery, isTimeGiven = false, ...event } = patch;
      const idSpace = event.idSpace ?? world.idSpace;
      const { version } = await world.store.getRoutes(idSpace);
      return {
        event: { ...eventNow(makeId("evt"), idSpace, clock.now()), deliveryCount: to.length, ...event },
        isTimeGiven,
        payload: Buffer.from(payload),
        changes,
        routesVersion: version,
        deliveries: to.map(({ id: idEndpoint }) => {
          return { id: makeId("dlv"), idEndpoint, status: "pending", isOwned: true, ...delivery };
        }),
      };
    },
    async post(to, patch) {
      const posted = await world.event(to, patch);
      assert.deepEqual(await world.store.acceptEvents([posted]), [{ kind: "accepted" }]);
      return posted.deliveries.map(({ id }) => id);
    },
    async end({ id: idEndpoint, idSpace }, idDelivery, kind, trigger = "event") {
      const outcome = outcomeOf(kind, makeId("att"), clock.now());
      return only(await world.store.recordOutcomes([{ idDelivery, idSpace, idEndpoint, trigger, outcome }]));
    },
    async claim({ id: idEndpoint }, countMax = 100, bytesMax = 1_000_000) {
      return (await world.store.claimPending({ idEndpoint, countMax, bytesMax })).deliveries;
    },
  };
  return world;
}

/** A key that works, not yet in the store. */
export function newKey({ makeId, clock }: World, patch: Partial<ApiKey> = {}): ApiKey {
  const head = { id: makeId("key"), idSpace: null, description: "CI", hash: "h", createdAt: clock.now() };
  return { ...head, lastUsedAt: null, revokedAt: null, ...patch };
}

/** The only element of a list of one. */
export function only<Item>(items: readonly Item[]): Item {
  const [item] = items;
  assert.ok(item !== undefined && items.length === 1, `one was expected, ${items.length} came`);
  return item;
}

/** What an attempt came to, with all of its evidence. */
export function outcomeOf(kind: Outcome["kind"], id: string, startedAt: number): Outcome {
  const attempt = {
    id,
    startedAt,
    durationMs: 12.5,
    timing: { dnsMs: null, connectMs: 1.25, tlsMs: 3, firstByteMs: 4 },
    request: {
      url: "https://example.com/hook",
      headers: { "webhook-id": "evt_1", "x-team": "b" },
      secretLength: 18,
      envelope: "extended" as const,
    },
    response: {
      status: { delivered: 204, failed: 500, gone: 410 }[kind],
      headers: { "content-type": "text/plain" },
      body: new Uint8Array([0, 255, 10]),
      isBodyCut: true,
    },
    remoteAddress: "203.0.113.7:443",
  };
  switch (kind) {
    case "delivered":
      return { kind, attempt };
    case "failed":
      return { kind, attempt, error: { code: "status", detail: "It answered 500." } };
    case "gone":
      return { kind, attempt, error: { code: "gone", detail: "It wants no more." } };
  }
}

function endpointNow(id: string, idSpace: string, now: number): Endpoint {
  return {
    id,
    idSpace,
    url: "https://example.com/hook",
    description: "Orders",
    events: ["lead.*", "tag.create"],
    headers: { "x-team": "b" },
    pauseAfter: 10,
    isSecretInBody: true,
    isListener: false,
    isElsewhere: false,
    envelope: "seed",
    secrets: { body: "wh_a46f35f22d9723a", signing: "whsec_c2VjcmV0", previousSigning: [] },
    health: HEALTHY,
    createdAt: now,
    updatedAt: now,
    deletedAt: null,
  };
}

function eventNow(id: string, idSpace: string, now: number): NewEvent["event"] {
  const times = { occurredAt: now, createdAt: now };
  return {
    id,
    idSpace,
    event: "lead.create",
    ...times,
    deliveryCount: 0,
    isTest: false,
    actor: null,
    correlationId: null,
    warnings: [],
  };
}
