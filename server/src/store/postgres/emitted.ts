import type { Clock } from "../../core/clock.ts";
import type { FieldError, Problem, ProblemCode } from "../../core/problems.ts";
import { invalidCursor, parseCursor, toPage } from "../cursor.ts";
import type { EmittedEvent, EmittedStore, RejectedEvent } from "../emitted.ts";
import { type Database, statement } from "./driver.ts";

/** Where `posthorn.emit` rings as transactions commit. */
export const EMIT_CHANNEL = "posthorn_emit";
const CURSOR = /^([A-Za-z0-9_-]{1,64})$/;
const PRUNE_MAX = 200;

interface EmittedRow {
  seq: number;
  emitted_at: number;
  occurred_at: number;
  id_space: string;
  id: string;
  event: string;
  correlation_id: string | null;
  actor: string | null;
  changes: string | null;
  payload: Uint8Array;
}

interface RejectedRow extends EmittedRow {
  rejected_at: number;
  code: ProblemCode;
  detail: string;
  errors: string | null;
}

const COLUMNS = "emitted_at, occurred_at, id_space, id, event, correlation_id, actor, changes, payload";
const selectSome = statement<EmittedRow>(
  "emitted_some",
  `select seq, ${COLUMNS} from posthorn.emitted order by seq limit $1 for update skip locked`,
);
/** What was rejected under an id stays until an event is kept under it. */
const finish = statement(
  "emitted_finish",
  `with gone as (
      delete from posthorn.emitted where seq = any($1) returning seq, ${COLUMNS}
    ), verdict as (
      select * from unnest($2::bigint[], $3::text[], $4::text[], $5::text[]) as verdict (seq, code, detail, errors)
    ), mended as (
      delete from posthorn.rejected_event as old using gone
        where old.id_space = gone.id_space and old.id = gone.id and not exists (select from verdict where verdict.seq = gone.seq)
    )
    insert into posthorn.rejected_event (rejected_at, code, detail, errors, ${COLUMNS})
      select $6, code, detail, errors, ${COLUMNS} from gone join verdict using (seq)
      on conflict (id_space, id) do update set (rejected_at, code, detail, errors, ${COLUMNS})
        = row(excluded.rejected_at, excluded.code, excluded.detail, excluded.errors,
          ${COLUMNS.replaceAll(/\w+/g, (column) => `excluded.${column}`)})`,
);
const addTypes = statement(
  "emit_types",
  "insert into posthorn.built_in_type (name) select unnest($1::text[]) order by 1 on conflict do nothing",
);
const setLimit = statement(
  "emit_limit",
  "update posthorn.emit_limit set payload_bytes_max = $1 where payload_bytes_max <> $1",
);
const selectRejected = statement<RejectedRow>(
  "rejected_list",
  "select * from posthorn.rejected_event where id_space = $1 and seq < $2 order by seq desc limit $3",
);
const selectOneRejected = statement<RejectedRow>(
  "rejected_one",
  "select * from posthorn.rejected_event where id_space = $1 and id = $2",
);
const prune = statement<{ seq: number }>(
  "rejected_prune",
  `delete from posthorn.rejected_event where seq in (
    select seq from posthorn.rejected_event where rejected_at < $1 order by rejected_at limit ${PRUNE_MAX}) returning seq`,
);

/** Rows of `emitted` and of `rejected_event`. `ring`: somebody has emitted, or may have while nobody listened. */
export function createEmitted(database: Database, clock: Pick<Clock, "now">): { store: EmittedStore; ring(): void } {
  const listeners = new Set<() => void>();

  async function placeOf(idSpace: string, id: string | undefined): Promise<number> {
    if (id === undefined) return Number.MAX_SAFE_INTEGER;
    const [row] = await database.query(selectOneRejected, [idSpace, id]);
    if (row === undefined) throw invalidCursor();
    return row.seq;
  }

  const store: EmittedStore = {
    async setRules({ builtInTypes, payloadBytesMax }) {
      await database.query(addTypes, [builtInTypes]);
      await database.query(setLimit, [payloadBytesMax]);
    },
    take(countMax, accept) {
      // Accepting is not undone with the transaction. It is repeated instead, under the same ids, and so accepts nothing twice.
      return database.transaction(async (transaction) => {
        const rows = await transaction.query(selectSome, [countMax]);
        if (rows.length === 0) return 0;
        const problems = await accept(rows.map(toEmitted));
        const rejected = rows.flatMap(({ seq }, at) => {
          const problem = problems[at];
          return problem === undefined || problem === null ? [] : [{ seq, ...problem }];
        });
        await transaction.query(finish, [
          rows.map(({ seq }) => seq),
          rejected.map(({ seq }) => seq),
          rejected.map(({ code }) => code),
          rejected.map(({ detail }) => detail),
          rejected.map(({ errors }) => (errors === undefined ? null : JSON.stringify(errors))),
          clock.now(),
        ]);
        return rows.length;
      });
    },
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async listRejected({ idSpace, limit, cursor }) {
      const before = await placeOf(idSpace, parseCursor(cursor, CURSOR)?.[0]);
      const rows = await database.query(selectRejected, [idSpace, before, limit + 1]);
      return toPage(rows, limit, toRejected, ({ id }) => id);
    },
    async getRejected(idSpace, idEvent) {
      const [row] = await database.query(selectOneRejected, [idSpace, idEvent]);
      return row === undefined ? null : toRejected(row);
    },
    pruneRejected: async (before) => (await database.query(prune, [before])).length,
  };

  return {
    store,
    ring() {
      for (const listener of listeners) listener();
    },
  };
}

function toEmitted(row: EmittedRow): EmittedEvent {
  return {
    id: row.id,
    idSpace: row.id_space,
    event: row.event,
    payload: row.payload,
    changes: row.changes,
    actor: row.actor,
    correlationId: row.correlation_id,
    occurredAt: row.occurred_at,
    emittedAt: row.emitted_at,
  };
}

function toRejected(row: RejectedRow): RejectedEvent {
  const { code, detail, errors } = row;
  // Written as it was rejected, and by nobody else.
  const problem: Problem =
    errors === null ? { code, detail } : { code, detail, errors: JSON.parse(errors) as FieldError[] };
  return { ...toEmitted(row), rejectedAt: row.rejected_at, problem };
}
