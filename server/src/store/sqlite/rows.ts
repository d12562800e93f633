import type { Delivery } from "../../core/delivery.ts";
import type { ListedEvent } from "../events.ts";
import { DELIVERY_COLUMNS, type DeliveryRow, toDelivery } from "./delivery-row.ts";
import type { Database } from "./driver.ts";
import { LISTED_COLUMNS, type ListedRow, toListed } from "./events.ts";

export interface Rows {
  deliveries(idSpace: string, ids: readonly string[]): Delivery[];
  events(idSpace: string, ids: readonly string[]): ListedEvent[];
}

/** Rows of `delivery` and `event` by their ids. */
export function createRows(database: Database): Rows {
  const selectDeliveries = database.prepare<DeliveryRow>(
    `select ${DELIVERY_COLUMNS} from delivery join event on event.seq = delivery.seq_event
      where delivery.id_space = ? and delivery.id in (select value from json_each(?)) order by delivery.id`,
  );
  const selectEvents = database.prepare<ListedRow>(
    `select ${LISTED_COLUMNS} from event where id_space = ? and id in (select value from json_each(?)) order by seq`,
  );
  return {
    deliveries: (idSpace, ids) => selectDeliveries.all(idSpace, JSON.stringify(ids)).map(toDelivery),
    events: (idSpace, ids) => selectEvents.all(idSpace, JSON.stringify(ids)).map(toListed),
  };
}
