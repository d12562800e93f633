import type { Routes } from "../endpoints.ts";
import type { Database } from "./driver.ts";
import { type EndpointRow, toEndpoint } from "./endpoint-row.ts";
import type { Spaces } from "./spaces.ts";

/** Finds the live endpoints of a space, oldest first, with the version that they are at. */
export function createRoutes(database: Database, spaces: Pick<Spaces, "version">): (idSpace: string) => Routes {
  const select = database.prepare<EndpointRow>(
    "select * from endpoint where id_space = ? and deleted_at is null order by seq",
  );
  return (idSpace) => ({ version: spaces.version(idSpace), endpoints: select.all(idSpace).map(toEndpoint) });
}
