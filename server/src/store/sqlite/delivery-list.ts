import type { Delivery } from "../../core/delivery.ts";
import { lowestIdAt } from "../../core/ids.ts";
import { parseCursor, toPage } from "../cursor.ts";
import type { DeliveryQuery } from "../deliveries.ts";
import type { Page } from "../pages.ts";
import { DELIVERY_COLUMNS, type DeliveryRow, toDelivery } from "./delivery-row.ts";
import type { Database, SqlValue, Statement } from "./driver.ts";

/** What one page may look at where the filter has no index: about 5 ms. */
const ROWS_SCANNED_MAX = 5_000;
/** Sorts after every delivery id. */
const ID_END = "dlv_~";
const CURSOR = /^(dlv_[0-9A-Za-z]{1,40})$/;

const SCOPES = {
  endpoint: {
    by: "endpoint",
    column: "id_endpoint",
    index: "delivery_by_endpoint",
    keptIndex: "delivery_kept_by_endpoint",
  },
  space: { by: "space", column: "id_space", index: "delivery_by_space", keptIndex: "delivery_kept_by_space" },
} as const;

type Scope = (typeof SCOPES)[keyof typeof SCOPES];

/**
 * Newest first, by id: ids sort by time, so a time is a bound on ids and the cursor is an id. The index is named in each
 * statement, because a planner without statistics would rather walk the table.
 */
export function createDeliveryList(database: Database): (query: DeliveryQuery) => Page<Delivery> {
  const selectOwn = database.prepare("select 1 from endpoint where id = ? and id_space = ?");
  const selectEnd = { endpoint: prepareEnd(SCOPES.endpoint), space: prepareEnd(SCOPES.space) };
  const statements = new Map<string, Statement<DeliveryRow>>();

  function prepareEnd({ column, index }: Scope): Statement<{ id: string }> {
    return database.prepare(
      `select id from delivery indexed by ${index} where ${column} = ? and id >= ? and id < ?
        order by id desc limit 1 offset ${ROWS_SCANNED_MAX - 1}`,
    );
  }

  /** One statement for each kind of filter: a dozen or two. */
  function prepared({ column }: Scope, index: string, conditions: readonly string[]): Statement<DeliveryRow> {
    const range = [`delivery.${column} = ?`, "delivery.id >= ?", "delivery.id < ?"];
    const sql = `select ${DELIVERY_COLUMNS} from delivery indexed by ${index}
      join event on event.seq = delivery.seq_event
      where ${[...range, ...conditions].join(" and ")} order by delivery.id desc limit ?`;
    const statement = statements.get(sql) ?? database.prepare<DeliveryRow>(sql);
    statements.set(sql, statement);
    return statement;
  }

  return (query) => {
    const { idSpace, idEndpoint, status, event, limit } = query;
    // Checked first, not row by row: a page of another space's endpoint would walk through all it has.
    if (idEndpoint !== null && selectOwn.get(idEndpoint, idSpace) === undefined) return { items: [], nextCursor: null };
    const scope = idEndpoint === null ? SCOPES.space : SCOPES.endpoint;
    const scopeId = idEndpoint ?? idSpace;
    const since = lowestIdAt("dlv", query.since ?? 0);
    const until = query.until === null ? ID_END : lowestIdAt("dlv", query.until);
    const before = lowerOf(until, parseCursor(query.cursor, CURSOR)?.[0] ?? ID_END);

    const isKept = status === "held" || status === "failed" || status === "discarded";
    const isScanned = event !== null || (status !== null && !isKept);
    // The oldest that this page may look at. Where there is none, it can look at all there are.
    const end = isScanned ? selectEnd[scope.by].get(scopeId, since, before)?.id : undefined;

    const conditions: string[] = [];
    const values: SqlValue[] = [scopeId, end ?? since, before];
    if (isKept) conditions.push("delivery.status <> 'pending' and delivery.status <> 'delivered'");
    for (const [column, wanted] of Object.entries({ status, event })) {
      if (wanted === null) continue;
      conditions.push(`delivery.${column} = ?`);
      values.push(wanted);
    }
    const rows = prepared(scope, isKept ? scope.keptIndex : scope.index, conditions).all(...values, limit + 1);
    const page = toPage(rows, limit, toDelivery, ({ id }) => id);
    return { items: page.items, nextCursor: page.nextCursor ?? end ?? null };
  };
}

function lowerOf(a: string, b: string): string {
  return a < b ? a : b;
}
