import type { Endpoint } from "../../core/endpoint.ts";
import type { Database } from "./driver.ts";
import { type EndpointRow, toEndpoint } from "./endpoint-row.ts";

export interface Listeners {
  left(): Endpoint[];
}

/** Rows of `endpoint` that are listeners'. The file is this process's alone: at its start, nobody serves them. */
export function createListeners(database: Database): Listeners {
  const selectLive = database.prepare<EndpointRow>(
    "select * from endpoint indexed by endpoint_listener where is_listener = 1 and deleted_at is null order by id",
  );
  return { left: () => selectLive.all().map(toEndpoint) };
}
