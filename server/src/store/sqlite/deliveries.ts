import type { Delivery, DeliveryStatus, OwedDelivery } from "../../core/delivery.ts";
import type { NewDelivery } from "../accepting.ts";
import type { DeliveryDetail, DeliveryQuery } from "../deliveries.ts";
import type { Page } from "../pages.ts";
import type { Attempts } from "./attempts.ts";
import { createDeliveryList } from "./delivery-list.ts";
import { DELIVERY_COLUMNS, type DeliveryRow, toDelivery } from "./delivery-row.ts";
import type { Database } from "./driver.ts";
import { type EventContentRow, type EventRow, toEvent } from "./events.ts";

/** Whose hands a pending delivery is in, where it is no node's. */
export const NOBODY = 0;

export interface Deliveries {
  insert(
    seqEvent: number,
    event: { idSpace: string; event: string; createdAt: number },
    delivery: InsertedDelivery,
  ): void;
  list(query: DeliveryQuery): Page<Delivery>;
  listOfEvent(seqEvent: number): Delivery[];
  detail(idSpace: string, idDelivery: string): DeliveryDetail | null;
  loadForReplay(idSpace: string, idDelivery: string): OwedDelivery | null;
}

export interface InsertedDelivery extends Pick<NewDelivery, "id" | "idEndpoint"> {
  status: DeliveryStatus;
  owner: number;
  endedAt: number | null;
}

/** Rows of `delivery`: one event owed to one endpoint. */
export function createDeliveries(database: Database, attempts: Attempts): Deliveries {
  const insert = database.prepare(
    `insert into delivery (id, seq_event, id_space, id_endpoint, event, status, owner, created_at, ended_at, attempt_count)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, 0)`,
  );
  const selectOfEvent = database.prepare<DeliveryRow>(
    `select ${DELIVERY_COLUMNS} from delivery join event on event.seq = delivery.seq_event
      where delivery.seq_event = ? order by delivery.id`,
  );
  const selectDetail = database.prepare<DeliveryRow & { seq_event: number }>(
    `select ${DELIVERY_COLUMNS}, delivery.seq_event from delivery join event on event.seq = delivery.seq_event
      where delivery.id = ? and delivery.id_space = ?`,
  );
  const selectEvent = database.prepare<EventRow & EventContentRow>("select * from event where seq = ?");

  function eventOf(seq: number): EventRow & EventContentRow {
    const row = selectEvent.get(seq);
    if (row === undefined) throw new Error("a delivery lives no longer than its event");
    return row;
  }

  return {
    insert(seqEvent, { idSpace, event, createdAt }, { id, idEndpoint, status, owner, endedAt }) {
      insert.run(id, seqEvent, idSpace, idEndpoint, event, status, owner, createdAt, endedAt);
    },
    list: createDeliveryList(database),
    listOfEvent: (seqEvent) => selectOfEvent.all(seqEvent).map(toDelivery),
    detail(idSpace, idDelivery) {
      const row = selectDetail.get(idDelivery, idSpace);
      if (row === undefined) return null;
      const event = eventOf(row.seq_event);
      return {
        delivery: toDelivery(row),
        event: toEvent(event),
        payload: event.payload,
        changes: event.changes,
        attempts: attempts.listOf(idDelivery),
      };
    },
    loadForReplay(idSpace, idDelivery) {
      const row = selectDetail.get(idDelivery, idSpace);
      if (row === undefined) return null;
      const { id, idEndpoint, idEvent, event, createdAt } = toDelivery(row);
      const {
        payload,
        changes,
        occurred_at: occurredAt,
        actor,
        correlation_id: correlationId,
      } = eventOf(row.seq_event);
      const content = { idSpace, idEvent, event, payload, occurredAt, changes, actor, correlationId };
      return { id, idEndpoint, createdAt, ...content, trigger: "replay" };
    },
  };
}
