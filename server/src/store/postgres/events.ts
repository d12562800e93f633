import type { Event } from "../../core/event.ts";
import type { FieldError } from "../../core/problems.ts";
import { invalidCursor, parseCursor, toPage } from "../cursor.ts";
import type { EventQuery, ListedEvent } from "../events.ts";
import type { Page } from "../pages.ts";
import { type Database, statement } from "./driver.ts";
import { failedCounts } from "./failed-counts.ts";

export interface EventRow {
  seq: number;
  id: string;
  id_space: string;
  event: string;
  occurred_at: number;
  created_at: number;
  delivery_count: number;
  is_test: boolean;
  warnings: string | null;
  actor: string | null;
  correlation_id: string | null;
}

/** What is large of an event, and is not listed. */
export interface EventContentRow {
  payload: Uint8Array;
  changes: string | null;
}

/** An event's columns, for statements that join its space. */
export const EVENT_COLUMNS = `event.seq, event.id, space.id as id_space, event.event, event.occurred_at, event.created_at,
  event.delivery_count, event.is_test, event.warnings, event.actor, event.correlation_id`;
/** The id of the last event shown: it tells nothing of other spaces, as the number of a row among all would. */
const CURSOR = /^([A-Za-z0-9_-]{1,64})$/;

export interface StoredEvent {
  seq: number;
  event: Event;
  payload: Uint8Array;
  changes: string | null;
}

export interface Events {
  /** Those of these that are there, in any order. */
  findMany(wanted: readonly { idSpace: string; id: string }[]): Promise<StoredEvent[]>;
  list(query: EventQuery): Promise<Page<ListedEvent>>;
}

/** By its key to its place: the day of `created_at`, and there the row. */
const selectMany = statement<EventRow & EventContentRow>(
  "event_find",
  `select ${EVENT_COLUMNS}, event.payload, event.changes from unnest($1::text[], $2::text[]) as wanted (id_space, id)
    join posthorn.space on space.id = wanted.id_space
    join posthorn.event_key on event_key.space = space.seq and event_key.id = wanted.id
    join posthorn.event on event.space = event_key.space and event.created_at = event_key.created_at
      and event.seq = event_key.event_seq`,
);
const selectPlace = statement<{ created_at: number; event_seq: number }>(
  "event_place",
  `select event_key.created_at, event_seq from posthorn.event_key join posthorn.space on space.seq = event_key.space
    where space.id = $1 and event_key.id = $2`,
);
const selectAll = selectPage("event_list", "$6::text is null");
const selectOfType = selectPage("event_list_type", "event.event = $6");

/** Rows of `event`, with the payload's bytes and what is said beside them: kept once, however many endpoints get them. */
export function createEvents(database: Database): Events {
  async function placeOf(
    idSpace: string,
    id: string | undefined,
  ): Promise<{ created_at: number; event_seq: number } | null> {
    if (id === undefined) return null;
    const [place] = await database.query(selectPlace, [idSpace, id]);
    if (place === undefined) throw invalidCursor();
    return place;
  }

  return {
    async findMany(wanted) {
      const values = [wanted.map(({ idSpace }) => idSpace), wanted.map(({ id }) => id)];
      const rows = await database.query(selectMany, values);
      return rows.map((row) => ({ seq: row.seq, event: toEvent(row), payload: row.payload, changes: row.changes }));
    },
    async list({ idSpace, event, since, until, limit, cursor }) {
      const place = await placeOf(idSpace, parseCursor(cursor, CURSOR)?.[0]);
      // One upper bound, since an index serves only one. No row has seq 0: before (until, 0) is before `until`.
      const isFirst = place === null || (until !== null && until <= place.created_at);
      const before = isFirst ? [until ?? Number.MAX_SAFE_INTEGER, 0] : [place.created_at, place.event_seq];
      const values = [idSpace, since ?? 0, ...before, limit + 1, event];
      const rows = await database.query(event === null ? selectAll : selectOfType, values);
      const page = toPage(
        rows,
        limit,
        (row) => row,
        ({ id }) => id,
      );
      return { ...page, items: await toListed(database, page.items) };
    },
  };
}

/** By time of acceptance, and within one millisecond by seq, so that a cursor stands between two rows for good. */
function selectPage(name: string, ofType: string) {
  return statement<EventRow>(
    name,
    `select ${EVENT_COLUMNS} from posthorn.event cross join (select $1::text as id) as space
      where event.space = (select seq from posthorn.space where id = $1) and event.created_at >= $2 and event.created_at <= $3
        and (event.created_at, event.seq) < ($3, $4) and ${ofType}
      order by event.created_at desc, event.seq desc limit $5`,
  );
}

/** Events as they are listed, of their rows. */
export async function toListed(database: Database, rows: readonly EventRow[]): Promise<ListedEvent[]> {
  const counts = await failedCounts(database, rows);
  return rows.map((row) => ({ ...toEvent(row), failedCount: counts.get(row.seq) ?? 0 }));
}

export function toEvent(row: EventRow): Event {
  return {
    id: row.id,
    idSpace: row.id_space,
    event: row.event,
    occurredAt: row.occurred_at,
    createdAt: row.created_at,
    deliveryCount: row.delivery_count,
    isTest: row.is_test,
    actor: row.actor,
    correlationId: row.correlation_id,
    // Written as it is accepted, and by nobody else.
    warnings: row.warnings === null ? [] : (JSON.parse(row.warnings) as FieldError[]),
  };
}
