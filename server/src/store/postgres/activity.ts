import {
  type ActivitySpan,
  type ActivityStore,
  type ActivitySum,
  type EndpointSum,
  HOUR_MS,
  type LastAttempt,
  MINUTE_MS,
} from "../activity.ts";
import { type Database, statement } from "./driver.ts";
import { LATENCY_COLUMNS } from "./schema-1.ts";

/** Some milliseconds of the server's time. */
const PRUNED_MAX = 2_000;

type SumRow = { bucket: number; response_status: number; error_code: string; count: number } & Record<string, number>;

const range = "step = $3 and at >= $4 and at < $5";
const bucket = "activity.at - activity.at % $1";

const selectSums = statement<SumRow>(
  "activity_of_endpoint",
  `select ${bucket} as bucket, response_status, error_code, sum(count)::integer as count,
      ${LATENCY_COLUMNS.map((column) => `sum(${column})::integer as ${column}`).join()}
    from posthorn.activity where endpoint = (select seq from posthorn.endpoint where id = $2) and ${range}
    group by 1, response_status, error_code order by 1, response_status, error_code`,
);
const selectOfSpace = statement<EndpointSum>(
  "activity_of_space",
  `select endpoint.id as "idEndpoint", ${bucket} as at,
      (sum(count) filter (where error_code = ''))::integer as delivered,
      (sum(count) filter (where error_code <> ''))::integer as failed
    from posthorn.endpoint join posthorn.activity on activity.endpoint = endpoint.seq
    where endpoint.space = (select seq from posthorn.space where id = $2) and deleted_at is null and ${range}
    group by 1, 2 order by 1, 2`,
);
const selectLast = statement<LastAttempt>(
  "activity_last",
  `select endpoint.id as "idEndpoint", latest.ended_at as "endedAt" from posthorn.endpoint
    cross join lateral (
      select max(last_at) as ended_at from posthorn.activity
        where activity.endpoint = endpoint.seq and step = ${HOUR_MS} and at = (
          select max(at) from posthorn.activity where activity.endpoint = endpoint.seq and step = ${HOUR_MS})) as latest
    where endpoint.space = (select seq from posthorn.space where id = $1) and deleted_at is null
      and latest.ended_at is not null
    order by endpoint.seq`,
);
const remove = statement<{ step: number }>(
  "activity_prune",
  `delete from posthorn.activity where ctid = any(array(
    select ctid from posthorn.activity where step = $1 and at < $2 limit ${PRUNED_MAX})) returning step`,
);

/** Rows of `activity`: what endpoints did, by minute and by hour. Written with the outcomes. */
export function createActivity(database: Database): ActivityStore {
  async function pruneStep(step: number, before: number): Promise<number> {
    return (await database.query(remove, [step, before])).length;
  }

  return {
    ofEndpoint: async (id, span) =>
      (await database.query(selectSums, [span.bucketMs, id, ...rangeOf(span)])).map(toSum),
    async ofSpace(idSpace, span) {
      const rows = await database.query(selectOfSpace, [span.bucketMs, idSpace, ...rangeOf(span)]);
      return rows.map((row) => ({ ...row, delivered: row.delivered ?? 0, failed: row.failed ?? 0 }));
    },
    lastOf: (idSpace) => database.query(selectLast, [idSpace]),
    prune: async (minutesBefore, hoursBefore) =>
      (await pruneStep(MINUTE_MS, minutesBefore)) || pruneStep(HOUR_MS, hoursBefore),
  };
}

/** The step to read, and from when to when. */
function rangeOf({ since, until, bucketMs }: ActivitySpan): [step: number, since: number, until: number] {
  return [bucketMs < HOUR_MS ? MINUTE_MS : HOUR_MS, since, until];
}

function toSum(row: SumRow): ActivitySum {
  return {
    at: row.bucket,
    responseStatus: row.response_status === 0 ? null : row.response_status,
    errorCode: row.error_code === "" ? null : row.error_code,
    count: row.count,
    latencies: LATENCY_COLUMNS.map((column) => row[column] ?? 0),
  };
}
