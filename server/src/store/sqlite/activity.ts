import { LATENCY_BUCKETS, latencyBucketOf } from "../../core/latency.ts";
import type { Outcome } from "../../core/outcome.ts";
import {
  type ActivitySpan,
  type ActivitySum,
  type EndpointSum,
  HOUR_MS,
  type LastAttempt,
  MINUTE_MS,
} from "../activity.ts";
import { errorOf } from "./attempts.ts";
import type { Database, Statement } from "./driver.ts";
import { LATENCY_COLUMNS } from "./schema-4.ts";

/** A few milliseconds of the writer's time. */
const PRUNED_MAX = 2_000;

export interface Activity {
  /** Sums up a batch of outcomes, to be written at its end: one endpoint then costs two rows, however large the batch. */
  begin(now: number): ActivityBatch;
  ofEndpoint(idEndpoint: string, span: ActivitySpan): ActivitySum[];
  ofSpace(idSpace: string, span: ActivitySpan): EndpointSum[];
  lastOf(idSpace: string): LastAttempt[];
  prune(minutesBefore: number, hoursBefore: number): number;
}

export interface ActivityBatch {
  add(idEndpoint: string, outcome: Outcome): void;
  save(): void;
}

interface BatchSum {
  idEndpoint: string;
  responseStatus: number;
  errorCode: string;
  count: number;
  latencies: number[];
}

/** `bucket` beside `at`, which a `group by` would take for the column. */
type SumRow = { bucket: number; response_status: number; error_code: string; count: number } & Record<string, number>;

/** Rows of `activity`: what endpoints did, by minute and by hour. */
export function createActivity(database: Database): Activity {
  const { add, selectSums, selectOfSpace, selectLast, remove } = prepareStatements(database);

  return {
    begin(now) {
      const sums = new Map<string, BatchSum>();
      return {
        add(idEndpoint, outcome) {
          const responseStatus = outcome.attempt.response?.status ?? 0;
          const errorCode = errorOf(outcome)?.code ?? "";
          const key = `${idEndpoint} ${responseStatus} ${errorCode}`;
          const sum = sums.get(key) ?? { idEndpoint, responseStatus, errorCode, count: 0, latencies: noLatencies() };
          const bucket = latencyBucketOf(outcome.attempt.durationMs);
          sum.count += 1;
          sum.latencies[bucket] = (sum.latencies[bucket] ?? 0) + 1;
          sums.set(key, sum);
        },
        save() {
          for (const { idEndpoint, responseStatus, errorCode, count, latencies } of sums.values()) {
            for (const step of [MINUTE_MS, HOUR_MS]) {
              const at = now - (now % step);
              add.run(idEndpoint, step, at, responseStatus, errorCode, count, now, ...latencies);
            }
          }
        },
      };
    },
    ofEndpoint(idEndpoint, span) {
      return selectSums.all(span.bucketMs, idEndpoint, ...rangeOf(span)).map(toSum);
    },
    ofSpace(idSpace, span) {
      return selectOfSpace.all(span.bucketMs, idSpace, ...rangeOf(span)).map((row) => ({ ...row }));
    },
    lastOf: (idSpace) => selectLast.all(idSpace).map((row) => ({ ...row })),
    prune: (minutesBefore, hoursBefore) => remove.run(MINUTE_MS, minutesBefore) || remove.run(HOUR_MS, hoursBefore),
  };
}

function prepareStatements(database: Database): {
  add: Statement<never>;
  selectSums: Statement<SumRow>;
  selectOfSpace: Statement<EndpointSum>;
  selectLast: Statement<LastAttempt>;
  remove: Statement<never>;
} {
  const range = "step = ? and at >= ? and at < ?";
  const bucket = "activity.at - activity.at % ?";
  const latest = (what: string) =>
    `select max(${what}) from activity where id_endpoint = endpoint.id and step = ${HOUR_MS}`;
  return {
    add: database.prepare(
      `insert into activity (id_endpoint, step, at, response_status, error_code, count, last_at, ${LATENCY_COLUMNS.join()})
        values (?, ?, ?, ?, ?, ?, ?, ${LATENCY_COLUMNS.map(() => "?").join()})
        on conflict do update set count = count + excluded.count, last_at = max(last_at, excluded.last_at),
          ${LATENCY_COLUMNS.map((column) => `${column} = ${column} + excluded.${column}`).join()}`,
    ),
    selectSums: database.prepare(
      `select ${bucket} as bucket, response_status, error_code, sum(count) as count,
          ${LATENCY_COLUMNS.map((column) => `sum(${column}) as ${column}`).join()}
        from activity where id_endpoint = ? and ${range}
        group by bucket, response_status, error_code order by bucket`,
    ),
    selectOfSpace: database.prepare(
      `select endpoint.id as idEndpoint, ${bucket} as at,
          sum(case error_code when '' then count else 0 end) as delivered,
          sum(case error_code when '' then 0 else count end) as failed
        from endpoint indexed by endpoint_live cross join activity on activity.id_endpoint = endpoint.id
        where endpoint.id_space = ? and endpoint.deleted_at is null and ${range}
        group by 1, 2 order by 1, 2`,
    ),
    selectLast: database.prepare(
      `select endpoint.id as idEndpoint, (${latest("last_at")} and at = (${latest("at")})) as endedAt
        from endpoint indexed by endpoint_live
        where id_space = ? and deleted_at is null and endedAt is not null`,
    ),
    remove: database.prepare(
      `delete from activity where (id_endpoint, step, at, response_status, error_code) in (
        select id_endpoint, step, at, response_status, error_code from activity indexed by activity_by_time
          where step = ? and at < ? limit ${PRUNED_MAX})`,
    ),
  };
}

/** The step to read, and from when to when. */
function rangeOf({ since, until, bucketMs }: ActivitySpan): [step: number, since: number, until: number] {
  return [bucketMs < HOUR_MS ? MINUTE_MS : HOUR_MS, since, until];
}

function noLatencies(): number[] {
  return Array<number>(LATENCY_BUCKETS).fill(0);
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
