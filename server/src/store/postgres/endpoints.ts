import type { Clock } from "../../core/clock.ts";
import type { Endpoint } from "../../core/endpoint.ts";
import type { EndpointHealth } from "../../core/endpoint-health.ts";
import { type EndpointChange, type EndpointPatch, patched, type Routes, withHealth } from "../endpoints.ts";
import type { ListenerChange } from "../listeners.ts";
import type { Changes } from "./changes.ts";
import { type Database, statement, type Transaction } from "./driver.ts";
import {
  ENDPOINT_COLUMNS,
  type EndpointRow,
  endpointValues,
  type HealthRow,
  healthValues,
  SELECTED_COLUMNS,
  toEndpoint,
  toHealth,
} from "./endpoint-row.ts";

export interface Endpoints {
  routes(idSpace: string): Promise<Routes>;
  insert(endpoint: Endpoint, endpointsMax: number): Promise<boolean>;
  update(idSpace: string, idEndpoint: string, patch: EndpointPatch): Promise<Endpoint | null>;
  changeHealth(idSpace: string, idEndpoint: string, change: "pause" | "resume"): Promise<Endpoint | null>;
  delete(idSpace: string, idEndpoint: string): Promise<boolean>;
  /** This node serves a listener from now on, at this URL. */
  serve(idSpace: string, idEndpoint: string, url: string): Promise<Endpoint | null>;
  /** As `changeHealth` and `delete`, of a listener that this node serves. */
  changeServed(idSpace: string, idEndpoint: string, change: ListenerChange): Promise<boolean>;
  /** Tells everyone of changes. The function that comes back is to be called after the commit. */
  changed(transaction: Transaction, changes: readonly EndpointChange[]): Promise<() => void>;
  /** What decides about a pause, of those of these endpoints that are live. Nobody else changes it until the commit. */
  lockHealth(transaction: Transaction, idsOfEndpoints: readonly string[]): Promise<FoundHealth[]>;
  /**
   * Writes health as outcomes have changed it. A pause is a change that everyone has to hear of: the function that comes
   * back tells it, and is to be called after the commit.
   */
  saveHealth(
    transaction: Transaction,
    changed: readonly { found: FoundHealth; health: EndpointHealth }[],
  ): Promise<() => void>;
}

export interface FoundHealth extends EndpointChange {
  health: EndpointHealth;
  pauseAfter: number;
}

const joined = `select ${SELECTED_COLUMNS}, space.id as id_space from posthorn.endpoint join posthorn.space on space.seq = endpoint.space`;
const places = ENDPOINT_COLUMNS.map((_, at) => `$${at + 2}`).join();
const placeOfNode = `$${ENDPOINT_COLUMNS.length + 2}`;

/** One statement, so that version and endpoints are of one moment. */
const selectRoutes = statement<{ version: number } & EndpointRow>(
  "endpoint_routes",
  `select space.version, ${SELECTED_COLUMNS}, space.id as id_space from posthorn.space
    left join posthorn.endpoint on endpoint.space = space.seq and endpoint.deleted_at is null
    where space.id = $1 order by endpoint.seq`,
);
const lockOne = statement<EndpointRow>(
  "endpoint_lock",
  `${joined} where endpoint.id = $1 and space.id = $2 and deleted_at is null for update of endpoint`,
);
const lockSpace = statement<{ seq: number }>(
  "endpoint_space",
  `insert into posthorn.space (id, version, created_at) values ($1, 0, $2)
    on conflict (id) do update set version = space.version returning seq`,
);
const countLive = statement<{ count: number }>(
  "endpoint_count",
  "select count(*) as count from posthorn.endpoint where space = $1 and deleted_at is null",
);
const insertOne = statement(
  "endpoint_insert",
  `insert into posthorn.endpoint (space, ${ENDPOINT_COLUMNS.join()}, node) values ($1, ${places}, ${placeOfNode})`,
);
const replaceOne = statement(
  "endpoint_replace",
  `update posthorn.endpoint set (${ENDPOINT_COLUMNS.join()}, node) = row (${places}, ${placeOfNode}) where id = $1`,
);
const bumpVersions = statement(
  "endpoint_bump",
  `update posthorn.space set version = version + 1 from (
    select seq from posthorn.space where id = any($1) order by seq for update) as changed where space.seq = changed.seq`,
);
const lockHealth = statement<HealthRow & { id: string; id_space: string; pause_after: number }>(
  "endpoint_health",
  `select endpoint.id, space.id as id_space, status, paused_reason, paused_at, consecutive_failures, last_failure, pause_after
    from posthorn.endpoint join posthorn.space on space.seq = endpoint.space
    where endpoint.id = any($1) and deleted_at is null order by endpoint.seq for update of endpoint`,
);
const updateHealth = statement(
  "endpoint_save_health",
  `update posthorn.endpoint set status = $2, paused_reason = $3, paused_at = $4, consecutive_failures = $5, last_failure = $6
    where id = $1`,
);

/** Rows of `endpoint`. Each change bumps the version of the space and is announced after its commit. */
export function createEndpoints(
  database: Database,
  { changes, clock, me }: { changes: Changes; clock: Clock; me(): number },
): Endpoints {
  /** Everyone hears of it; who matched against the routes as they were before is told so by the version. */
  async function changed(transaction: Transaction, changed: readonly EndpointChange[]): Promise<() => void> {
    await transaction.query(bumpVersions, [changed.map(({ idSpace }) => idSpace)]);
    return (await changes.note(transaction, changed)).tell;
  }

  /** `change` gives the endpoint itself where nothing is to be written, and null where it must not be. */
  async function replace(
    idSpace: string,
    idEndpoint: string,
    change: (before: Endpoint) => Endpoint | null,
  ): Promise<Endpoint | null> {
    const { after, tell } = await database.transaction(async (transaction) => {
      const [row] = await transaction.query(lockOne, [idEndpoint, idSpace]);
      if (row === undefined) return { after: null, tell: null };
      const before = toEndpoint(row, me());
      const after = change(before);
      if (after === before || after === null) return { after, tell: null };
      const node = after.isElsewhere || !after.isListener ? row.node : me();
      await transaction.query(replaceOne, [idEndpoint, ...endpointValues(after), node]);
      return { after, tell: await changed(transaction, [{ idSpace, idEndpoint }]) };
    });
    tell?.();
    return after;
  }

  return {
    async routes(idSpace) {
      const rows = await database.query(selectRoutes, [idSpace]);
      // A space without endpoints is one row of nulls.
      const endpoints = rows.filter(({ id }) => id !== null).map((row) => toEndpoint(row, me()));
      return { version: rows[0]?.version ?? 0, endpoints };
    },
    async insert(endpoint, endpointsMax) {
      const { id: idEndpoint, idSpace } = endpoint;
      const tell = await database.transaction(async (transaction) => {
        const [space] = await transaction.query(lockSpace, [idSpace, endpoint.createdAt]);
        if (space === undefined) throw new Error("a space is there, or is made");
        const [live] = await transaction.query(countLive, [space.seq]);
        if ((live?.count ?? 0) >= endpointsMax) return null;
        await transaction.query(insertOne, [space.seq, ...endpointValues(endpoint), endpoint.isListener ? me() : null]);
        return changed(transaction, [{ idSpace, idEndpoint }]);
      });
      tell?.();
      return tell !== null;
    },
    update: (idSpace, idEndpoint, patch) =>
      replace(idSpace, idEndpoint, (before) => patched(before, patch, clock.now())),
    changeHealth: (idSpace, idEndpoint, change) =>
      replace(idSpace, idEndpoint, (before) => withHealth(before, change, clock.now())),
    delete: async (idSpace, idEndpoint) =>
      (await replace(idSpace, idEndpoint, (before) => ({ ...before, deletedAt: clock.now() }))) !== null,
    serve: (idSpace, idEndpoint, url) =>
      replace(idSpace, idEndpoint, (before) =>
        before.isElsewhere || before.url !== url ? { ...before, url, isElsewhere: false } : before,
      ),
    async changeServed(idSpace, idEndpoint, change) {
      const now = clock.now();
      const changed = await replace(idSpace, idEndpoint, (before) => {
        if (before.isElsewhere) return before;
        return change === "delete" ? { ...before, deletedAt: now } : withHealth(before, change, now);
      });
      return changed !== null && !changed.isElsewhere;
    },
    changed,
    async lockHealth(transaction, ids) {
      const rows = await transaction.query(lockHealth, [ids]);
      return rows.map((row) => {
        return { idSpace: row.id_space, idEndpoint: row.id, health: toHealth(row), pauseAfter: row.pause_after };
      });
    },
    async saveHealth(transaction, saved) {
      for (const { found, health } of saved) {
        await transaction.query(updateHealth, [found.idEndpoint, ...healthValues(health)]);
      }
      const paused = saved.filter(({ found, health }) => found.health.status !== health.status);
      if (paused.length === 0) return () => {};
      return changed(
        transaction,
        paused.map(({ found: { idSpace, idEndpoint } }) => ({ idSpace, idEndpoint })),
      );
    },
  };
}
