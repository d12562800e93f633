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
  /** Those of these that are there, as `loadForReplay` does, by id. `isPendingToo` false: but for what is pending. */
  loadMany(idSpace: string, ids: readonly string[], isPendingToo: boolean): Promise<OwedDelivery[]>;
}

/** A delivery with all that it is sent with. */
interface LoadedRow extends EventContentRow {
  id: string;
  id_space: string;
  id_endpoint: string;
  id_event: string;
  event: string;
  created_at: number;
  occurred_at: number;
  actor: string | null;
  correlation_id: string | null;
}

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

const selectLoaded = statement<LoadedRow>(
  "delivery_load",
  `select delivery.id, space.id as id_space, endpoint.id as id_endpoint, delivery.id_event, delivery.event,
      delivery.created_at, event.occurred_at, event.actor, event.correlation_id, event.changes, event.payload ${joined}
    join posthorn.event on event.space = delivery.space and event.created_at = delivery.created_at
      and event.seq = delivery.event_seq
    where space.id = $1 and delivery.space = (select seq from posthorn.space where id = $1) and delivery.id = any($2)
      and ($3 or delivery.kept is not null or delivery.ended_at is not null)
    order by delivery.id`,
);

/** Rows of `delivery`: one event owed to one endpoint. */
export function createDeliveries(database: Database, attempts: Attempts): Deliveries {
  async function loadMany(idSpace: string, ids: readonly string[], isPendingToo: boolean): Promise<OwedDelivery[]> {
    return (await database.query(selectLoaded, [idSpace, ids, isPendingToo])).map(toLoaded);
  }

  return {
    list: createDeliveryList(database),
    listOfEvent: async (seqEvent) => (await database.query(selectOfEvent, [seqEvent])).map(toDelivery),
    async detail(idSpace, idDelivery) {
      const [row] = await database.query(selectOne, [idSpace, idDelivery]);
      if (row === undefined) return null;
      const [event] = await database.query(selectEvent, [idSpace, row.created_at, row.event_seq]);
      // It outlives its event by a moment at most, as both are deleted: then it is as good as gone.
      if (event === undefined) return null;
      const { payload, changes } = event;
      const recorded = await attempts.listOf(idDelivery);
      return { delivery: toDelivery(row), event: toEvent(event), payload, changes, attempts: recorded };
    },
    loadForReplay: async (idSpace, idDelivery) => (await loadMany(idSpace, [idDelivery], true))[0] ?? null,
    loadMany,
  };
}

function toLoaded(row: LoadedRow): OwedDelivery {
  return {
    id: row.id,
    idSpace: row.id_space,
    idEndpoint: row.id_endpoint,
    idEvent: row.id_event,
    event: row.event,
    payload: row.payload,
    occurredAt: row.occurred_at,
    changes: row.changes,
    actor: row.actor,
    correlationId: row.correlation_id,
    trigger: "replay",
    createdAt: row.created_at,
  };
}
