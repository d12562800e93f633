import type { RowStore } from "../rows.ts";
import { DELIVERY_COLUMNS, type DeliveryRow, toDelivery } from "./delivery-row.ts";
import { type Database, statement } from "./driver.ts";
import { EVENT_COLUMNS, type EventRow, toListed } from "./events.ts";

const selectDeliveries = statement<DeliveryRow>(
  "rows_deliveries",
  `select ${DELIVERY_COLUMNS} from posthorn.delivery join posthorn.space on space.seq = delivery.space
    join posthorn.endpoint on endpoint.seq = delivery.endpoint
    where space.id = $1 and delivery.id = any($2) order by delivery.id`,
);
const selectEvents = statement<EventRow>(
  "rows_events",
  `select ${EVENT_COLUMNS} from posthorn.space
    join posthorn.event_key on event_key.space = space.seq and event_key.id = any($2)
    join posthorn.event on event.space = event_key.space and event.created_at = event_key.created_at
      and event.seq = event_key.event_seq
    where space.id = $1 order by event.seq`,
);

/** Rows of `delivery` and `event` by their ids. */
export function createRows(database: Database): RowStore {
  return {
    deliveries: async (idSpace, ids) => (await database.query(selectDeliveries, [idSpace, ids])).map(toDelivery),
    events: async (idSpace, ids) => toListed(database, await database.query(selectEvents, [idSpace, ids])),
  };
}
