import type { Delivery } from "../../core/delivery.ts";
import { aboveAllIds, lowestIdAt } from "../../core/ids.ts";
import { parseCursor, toPage } from "../cursor.ts";
import type { DeliveryQuery } from "../deliveries.ts";
import type { Page } from "../pages.ts";
import { DELIVERY_COLUMNS, type DeliveryRow, keptOf, toDelivery } from "./delivery-row.ts";
import { type Database, type Statement, statement } from "./driver.ts";
import type { SqlValue } from "./sql-value.ts";

/** What one page may look at where the filter has no index: a few milliseconds. */
const ROWS_SCANNED_MAX = 5_000;
const CURSOR = /^(dlv_[0-9A-Za-z]{1,40})$/;

type Scope = "endpoint" | "space";

const selectOwn = statement(
  "delivery_list_own",
  "select 1 from posthorn.endpoint join posthorn.space on space.seq = endpoint.space where endpoint.id = $1 and space.id = $2",
);

/**
 * Newest first, by id: ids sort by time, so a time is a bound on ids and the cursor is an id. Days are apart by id as well,
 * so that a page looks into no more of them than it needs.
 */
export function createDeliveryList(database: Database): (query: DeliveryQuery) => Promise<Page<Delivery>> {
  const selectEnd = { endpoint: endOf("endpoint"), space: endOf("space") };
  const statements = new Map<string, Statement<DeliveryRow>>();

  /** One statement for each kind of filter: a dozen or two. */
  function prepared(scope: Scope, conditions: readonly string[]): Statement<DeliveryRow> {
    const key = `${scope} ${conditions.join(" and ")}`;
    const made = statements.get(key) ?? pageOf(`delivery_list_${statements.size}`, scope, conditions);
    statements.set(key, made);
    return made;
  }

  return async (query) => {
    const { idSpace, idEndpoint, status, event, limit, cursor } = query;
    const since = lowestIdAt("dlv", query.since ?? 0);
    const until = query.until === null ? aboveAllIds("dlv") : lowestIdAt("dlv", query.until);
    const before = lowerOf(until, parseCursor(cursor, CURSOR)?.[0] ?? aboveAllIds("dlv"));
    const scope = idEndpoint === null ? "space" : "endpoint";
    const scopeId = idEndpoint ?? idSpace;
    // Checked first, not row by row: a page of another space's endpoint would walk through all it has.
    if (idEndpoint !== null && (await database.query(selectOwn, [idEndpoint, idSpace])).length === 0) {
      return { items: [], nextCursor: null };
    }
    const kept = status === null ? null : keptOf(status);
    const isScanned = event !== null || (status !== null && kept === null);
    // The oldest that this page may look at. Where there is none, it can look at all there are.
    const [end] = isScanned ? await database.query(selectEnd[scope], [scopeId, since, before]) : [];

    const values: SqlValue[] = [scopeId, end?.id ?? since, before, limit + 1];
    const conditions: string[] = [];
    const where = (condition: (place: string) => string, value: SqlValue) => {
      values.push(value);
      conditions.push(condition(`$${values.length}`));
    };
    if (kept !== null) where((place) => `delivery.kept = ${place}::text::"char"`, kept);
    if (status === "pending") conditions.push("delivery.kept is null and delivery.ended_at is null");
    if (status === "delivered") conditions.push("delivery.kept is null and delivery.ended_at is not null");
    if (event !== null) where((place) => `delivery.event = ${place}`, event);
    const rows = await database.query(prepared(scope, conditions), values);
    const page = toPage(rows, limit, toDelivery, ({ id }) => id);
    return { items: page.items, nextCursor: page.nextCursor ?? end?.id ?? null };
  };
}

/** By the number of the one endpoint or space, looked up once: rows then come from the index in the order of the list. */
function rangeOf(scope: Scope): string {
  return `delivery.${scope} = (select seq from posthorn.${scope} where id = $1) and delivery.id >= $2 and delivery.id < $3`;
}

function endOf(scope: Scope): Statement<{ id: string }> {
  return statement(
    `delivery_list_end_${scope}`,
    `select id from posthorn.delivery where ${rangeOf(scope)} order by id desc limit 1 offset ${ROWS_SCANNED_MAX - 1}`,
  );
}

function pageOf(name: string, scope: Scope, conditions: readonly string[]): Statement<DeliveryRow> {
  return statement(
    name,
    `select ${DELIVERY_COLUMNS}
      from (select * from posthorn.delivery where ${[rangeOf(scope), ...conditions].join(" and ")}
        order by delivery.id desc limit $4) as delivery
      join posthorn.space on space.seq = delivery.space join posthorn.endpoint on endpoint.seq = delivery.endpoint
      order by delivery.id desc`,
  );
}

function lowerOf(a: string, b: string): string {
  return a < b ? a : b;
}
