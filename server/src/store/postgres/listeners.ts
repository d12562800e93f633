import type { ListenerStore } from "../listeners.ts";
import { type Database, statement } from "./driver.ts";
import { ENDPOINT_COLUMNS, type EndpointRow, toEndpoint } from "./endpoint-row.ts";

const selectLeft = statement<EndpointRow>(
  "listener_left",
  `select ${ENDPOINT_COLUMNS.map((column) => `endpoint.${column}`).join()}, space.id as id_space
    from posthorn.endpoint join posthorn.space on space.seq = endpoint.space
    where is_listener and deleted_at is null
      and not exists (select from posthorn.node_fence where node_fence.node = endpoint.node and not is_dead)
    order by endpoint.id`,
);

/** Rows of `endpoint` that are listeners', of nodes that have ended. */
export function createListeners(database: Database): ListenerStore {
  return { left: async () => (await database.query(selectLeft)).map(toEndpoint) };
}
