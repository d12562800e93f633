import type { Endpoint } from "../../core/endpoint.ts";
import type { ListenerChange } from "../listeners.ts";
import type { Database } from "./driver.ts";
import { type EndpointRow, toEndpoint } from "./endpoint-row.ts";
import type { Endpoints } from "./endpoints.ts";
import type { Commit } from "./group-commit.ts";

export interface Listeners {
  takeLeft(commit: Commit): Endpoint[];
  take(commit: Commit, idSpace: string, idEndpoint: string, url: string): Endpoint | null;
  change(commit: Commit, idSpace: string, idEndpoint: string, change: ListenerChange): boolean;
}

/** Rows of `endpoint` that are listeners'. The file is this process's alone: at its start, nobody serves them. */
export function createListeners(database: Database, endpoints: Endpoints): Listeners {
  const selectLive = database.prepare<EndpointRow>(
    "select * from endpoint indexed by endpoint_listener where is_listener = 1 and deleted_at is null order by id",
  );
  let isTaken = false;
  return {
    takeLeft(commit) {
      const left = isTaken ? [] : selectLive.all().map(toEndpoint);
      isTaken = true;
      return left.map((one) => endpoints.changeHealth(commit, one.idSpace, one.id, "pause") ?? one);
    },
    take: (commit, idSpace, idEndpoint, url) => endpoints.update(commit, idSpace, idEndpoint, { url }),
    change(commit, idSpace, idEndpoint, change) {
      if (change === "delete") return endpoints.delete(commit, idSpace, idEndpoint);
      return endpoints.changeHealth(commit, idSpace, idEndpoint, change) !== null;
    },
  };
}
