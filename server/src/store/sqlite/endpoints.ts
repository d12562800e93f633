import type { Clock } from "../../core/clock.ts";
import type { Endpoint } from "../../core/endpoint.ts";
import type { EndpointHealth } from "../../core/endpoint-health.ts";
import { type EndpointChange, type EndpointPatch, patched, withHealth } from "../endpoints.ts";
import type { Counts } from "./counts.ts";
import type { Database } from "./driver.ts";
import {
  ENDPOINT_COLUMNS,
  type EndpointRow,
  endpointValues,
  type HealthRow,
  healthValues,
  toEndpoint,
  toHealth,
} from "./endpoint-row.ts";
import type { Commit } from "./group-commit.ts";
import type { Spaces } from "./spaces.ts";

export interface Endpoints {
  insert(commit: Commit, endpoint: Endpoint, endpointsMax: number): boolean;
  update(commit: Commit, idSpace: string, idEndpoint: string, patch: EndpointPatch): Endpoint | null;
  changeHealth(commit: Commit, idSpace: string, idEndpoint: string, change: "pause" | "resume"): Endpoint | null;
  delete(commit: Commit, idSpace: string, idEndpoint: string): boolean;
  /** What decides about a pause. Null where there is no such live endpoint. */
  findHealth(idEndpoint: string): FoundHealth | null;
  /** Writes health as outcomes have changed it. A pause is a change that everyone has to hear of. */
  saveHealth(commit: Commit, found: FoundHealth, health: EndpointHealth): void;
}

export interface FoundHealth extends EndpointChange {
  health: EndpointHealth;
  pauseAfter: number;
}

/** Rows of `endpoint`. Each change bumps the version of the space and is announced after its commit. */
export function createEndpoints(
  database: Database,
  {
    spaces,
    counts,
    clock,
    announce,
  }: {
    spaces: Spaces;
    counts: Counts;
    clock: Clock;
    announce: (change: EndpointChange) => void;
  },
): Endpoints {
  const { selectOne, countLive, insert, replace, selectHealth, updateHealth } = prepareStatements(database);

  function find(idSpace: string, idEndpoint: string): Endpoint | null {
    const row = selectOne.get(idEndpoint, idSpace);
    return row === undefined ? null : toEndpoint(row);
  }

  function replaceWith(commit: Commit, before: Endpoint, after: Endpoint): Endpoint {
    replace.run(...endpointValues(after), after.id);
    const delta = counts.change(commit);
    delta.pausedEndpoints = pausedOf(after) - pausedOf(before);
    delta.endpoints = after.deletedAt === null ? 0 : -1;
    changed(commit, { idSpace: after.idSpace, idEndpoint: after.id });
    return after;
  }

  function changed(commit: Commit, change: EndpointChange): void {
    spaces.bumpVersion(change.idSpace);
    commit.after(() => announce(change));
  }

  return {
    insert(commit, endpoint, endpointsMax) {
      const { id: idEndpoint, idSpace } = endpoint;
      if ((countLive.get(idSpace)?.count ?? 0) >= endpointsMax) return false;
      spaces.ensure(idSpace, endpoint.createdAt);
      insert.run(...endpointValues(endpoint));
      const delta = counts.change(commit);
      delta.endpoints = 1;
      delta.pausedEndpoints = pausedOf(endpoint);
      changed(commit, { idSpace, idEndpoint });
      return true;
    },
    update(commit, idSpace, idEndpoint, patch) {
      const before = find(idSpace, idEndpoint);
      const after = before && patched(before, patch, clock.now());
      return after && replaceWith(commit, before, after);
    },
    changeHealth(commit, idSpace, idEndpoint, change) {
      const before = find(idSpace, idEndpoint);
      if (before === null) return null;
      const after = withHealth(before, change, clock.now());
      return after === before ? before : replaceWith(commit, before, after);
    },
    delete(commit, idSpace, idEndpoint) {
      const before = find(idSpace, idEndpoint);
      if (before === null) return false;
      replaceWith(commit, before, { ...before, deletedAt: clock.now() });
      return true;
    },
    findHealth(idEndpoint) {
      const row = selectHealth.get(idEndpoint);
      if (row === undefined) return null;
      return { idSpace: row.id_space, idEndpoint, health: toHealth(row), pauseAfter: row.pause_after };
    },
    saveHealth(commit, { idSpace, idEndpoint, health: before }, health) {
      updateHealth.run(...healthValues(health), idEndpoint);
      if (health.status === before.status) return;
      counts.change(commit).pausedEndpoints = 1;
      changed(commit, { idSpace, idEndpoint });
    },
  };
}

function prepareStatements(database: Database) {
  return {
    selectOne: database.prepare<EndpointRow>(
      "select * from endpoint where id = ? and id_space = ? and deleted_at is null",
    ),
    countLive: database.prepare<{ count: number }>(
      "select count(*) as count from endpoint where id_space = ? and deleted_at is null",
    ),
    insert: database.prepare(
      `insert into endpoint (${ENDPOINT_COLUMNS.join(", ")}) values (${ENDPOINT_COLUMNS.map(() => "?").join(", ")})`,
    ),
    replace: database.prepare(
      `update endpoint set ${ENDPOINT_COLUMNS.map((column) => `${column} = ?`).join(", ")} where id = ?`,
    ),
    selectHealth: database.prepare<HealthRow & { id_space: string; pause_after: number }>(
      `select id_space, status, paused_reason, paused_at, consecutive_failures, last_failure, pause_after
      from endpoint where id = ? and deleted_at is null`,
    ),
    updateHealth: database.prepare(
      `update endpoint set status = ?, paused_reason = ?, paused_at = ?, consecutive_failures = ?, last_failure = ?
      where id = ?`,
    ),
  };
}

/** 1 for a live endpoint that is paused: what it adds to the count of these. */
function pausedOf({ health, deletedAt }: Endpoint): number {
  return health.status === "paused" && deletedAt === null ? 1 : 0;
}
