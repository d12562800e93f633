import type { Event } from "../../core/event.ts";
import type { FieldError } from "../../core/problems.ts";
import { invalidCursor, parseCursor, toPage } from "../cursor.ts";
import type { EventQuery, ListedEvent } from "../events.ts";
import type { Page } from "../pages.ts";
import type { Database, Statement } from "./driver.ts";

export interface EventRow {
  seq: number;
  id: string;
  id_space: string;
  event: string;
  occurred_at: number;
  created_at: number;
  delivery_count: number;
  is_test: number;
  warnings: string | null;
  actor: string | null;
  correlation_id: string | null;
}

export interface ListedRow extends EventRow {
  failed_count: number;
}

/** What is large of an event, and is not listed. */
export interface EventContentRow {
  payload: Uint8Array;
  changes: string | null;
}

const EVENT_COLUMNS =
  "seq, id, id_space, event, occurred_at, created_at, delivery_count, is_test, warnings, actor, correlation_id";
/** And how many of its deliveries failed. It has as many as its space had endpoints, at the most. */
export const LISTED_COLUMNS = `${EVENT_COLUMNS}, (select count(*) from delivery indexed by delivery_by_event
  where seq_event = event.seq and delivery.status = 'failed') as failed_count`;
/** The id of the last event shown: it tells nothing of other spaces, as the number of a row among all would. */
const CURSOR = /^([A-Za-z0-9_-]{1,64})$/;

export interface StoredEvent {
  seq: number;
  event: Event;
  payload: Uint8Array;
  changes: string | null;
}

export interface Events {
  /** Its seq. Null where the space has an event with this id: nothing was written. */
  insert(event: Event, payload: Uint8Array, changes: string | null): number | null;
  find(idSpace: string, idEvent: string): StoredEvent | null;
  list(query: EventQuery): Page<ListedEvent>;
}

/** Rows of `event`, with the payload's bytes and what is said beside them: kept once, however many endpoints get them. */
export function createEvents(database: Database): Events {
  const insertNew = database.prepare(
    `insert into event (id, id_space, event, occurred_at, created_at, delivery_count, is_test, warnings, payload,
        changes, actor, correlation_id)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (id_space, id) do nothing`,
  );
  const select = database.prepare<EventRow & EventContentRow>(
    `select ${EVENT_COLUMNS}, payload, changes from event where id_space = ? and id = ?`,
  );
  const selectAll = preparePage(database, "event_by_time", "");
  const selectOfType = preparePage(database, "event_by_type", "and event = ?");

  function placeOf(idSpace: string, id: string | undefined): [createdAt?: number, seq?: number] {
    if (id === undefined) return [];
    const last = select.get(idSpace, id);
    if (last === undefined) throw invalidCursor();
    return [last.created_at, last.seq];
  }

  return {
    insert(event, payload, changes) {
      const { id, idSpace, occurredAt, createdAt, deliveryCount, isTest } = event;
      const head = [id, idSpace, event.event, occurredAt, createdAt, deliveryCount, Number(isTest)];
      const warnings = event.warnings.length === 0 ? null : JSON.stringify(event.warnings);
      return insertNew.insert(...head, warnings, payload, changes, event.actor, event.correlationId);
    },
    find(idSpace, idEvent) {
      const row = select.get(idSpace, idEvent);
      if (row === undefined) return null;
      return { seq: row.seq, event: toEvent(row), payload: row.payload, changes: row.changes };
    },
    list({ idSpace, event, since, until, limit, cursor }) {
      const [createdAt, seq] = placeOf(idSpace, parseCursor(cursor, CURSOR)?.[0]);
      // One upper bound, since an index serves only one. No row has seq 0: before (until, 0) is before `until`.
      const isFirst = createdAt === undefined || (until !== null && until <= createdAt);
      const before = isFirst ? [until ?? Number.MAX_SAFE_INTEGER, 0] : [createdAt, seq ?? 0];
      const range = [since ?? 0, ...before, limit + 1];
      const rows = event === null ? selectAll.all(idSpace, ...range) : selectOfType.all(idSpace, event, ...range);
      return toPage(rows, limit, toListed, ({ id }) => id);
    },
  };
}

/** By time of acceptance, and within one millisecond by seq, so that a cursor stands between two rows for good. */
function preparePage(database: Database, index: string, ofType: string): Statement<ListedRow> {
  return database.prepare(
    `select ${LISTED_COLUMNS} from event indexed by ${index} where id_space = ? ${ofType}
      and created_at >= ? and (created_at, seq) < (?, ?)
      order by created_at desc, seq desc limit ?`,
  );
}

export function toListed(row: ListedRow): ListedEvent {
  return { ...toEvent(row), failedCount: row.failed_count };
}

export function toEvent(row: EventRow): Event {
  return {
    id: row.id,
    idSpace: row.id_space,
    event: row.event,
    occurredAt: row.occurred_at,
    createdAt: row.created_at,
    deliveryCount: row.delivery_count,
    isTest: row.is_test === 1,
    actor: row.actor,
    correlationId: row.correlation_id,
    // Written above, by `insert`, and by nobody else.
    warnings: row.warnings === null ? [] : (JSON.parse(row.warnings) as FieldError[]),
  };
}
