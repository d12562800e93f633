import type { Delivery, OwedDelivery } from "../../core/delivery.ts";
import type { DeliveryDetail, DeliveryQuery } from "../deliveries.ts";
import type { Page } from "../pages.ts";
import type { Attempts } from "./attempts.ts";
import { createDeliveryList } from "./delivery-list.ts";
import { DELIVERY_COLUMNS, type DeliveryRow, toDelivery } from "./delivery-row.ts";
import { type Database, statement } from "./driver.ts";
import { EVENT_COLUMNS, type EventContentRow, type EventRow, toEvent } from "./events.ts";

export interface Deliveries {
  list(query: DeliveryQuery): Promise<Page<Delivery>>;
  listOfEvent(seqEvent: number): Promise<Delivery[]>;
  detail(idSpace: string, idDelivery: string): Promise<DeliveryDetail | null>;
  loadForReplay(idSpace: string, idDelivery: string): Promise<OwedDelivery | null>;
}

type DetailRow = DeliveryRow & { of_event: EventRow & EventContentRow };

const joined = `from posthorn.delivery join posthorn.space on space.seq = delivery.space
  join posthorn.endpoint on endpoint.seq = delivery.endpoint`;
const selectOfEvent = statement<DeliveryRow>(
  "delivery_of_event",
  `select ${DELIVERY_COLUMNS} ${joined} where delivery.event_seq = $1 order by delivery.id`,
);
const selectOne = statement<DeliveryRow & { event_seq: number }>(
  "delivery_one",
  `select ${DELIVERY_COLUMNS}, delivery.event_seq ${joined}
    where space.id = $1 and delivery.space = (select seq from posthorn.space where id = $1) and delivery.id = $2`,
);
const selectEvent = statement<EventRow & EventContentRow>(
  "delivery_event",
  `select ${EVENT_COLUMNS}, event.payload, event.changes
    from posthorn.event cross join (select $1::text as id) as space
    where event.space = (select seq from posthorn.space where id = $1) and event.created_at = $2 and event.seq = $3`,
);

/** Rows of `delivery`: one event owed to one endpoint. */
export function createDeliveries(database: Database, attempts: Attempts): Deliveries {
  /** With its event, which it outlives by a moment at most, as both are deleted: then it is gone as well. */
  async function find(idSpace: string, idDelivery: string): Promise<DetailRow | null> {
    const [row] = await database.query(selectOne, [idSpace, idDelivery]);
    if (row === undefined) return null;
    const [event] = await database.query(selectEvent, [idSpace, row.created_at, row.event_seq]);
    return event === undefined ? null : { ...row, of_event: event };
  }

  return {
    list: createDeliveryList(database),
    listOfEvent: async (seqEvent) => (await database.query(selectOfEvent, [seqEvent])).map(toDelivery),
    async detail(idSpace, idDelivery) {
      const row = await find(idSpace, idDelivery);
      if (row === null) return null;
      const { payload, changes } = row.of_event;
      const recorded = await attempts.listOf(idDelivery);
      return { delivery: toDelivery(row), event: toEvent(row.of_event), payload, changes, attempts: recorded };
    },
    async loadForReplay(idSpace, idDelivery) {
      const row = await find(idSpace, idDelivery);
      if (row === null) return null;
      const { id, idEndpoint, idEvent, event, createdAt } = toDelivery(row);
      const { occurredAt, actor, correlationId } = toEvent(row.of_event);
      const { payload, changes } = row.of_event;
      const said = { idSpace, idEvent, event, payload, occurredAt, changes, actor, correlationId };
      return { id, idEndpoint, createdAt, ...said, trigger: "replay" };
    },
  };
}
