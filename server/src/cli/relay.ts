import { type BatchLine, type NewEvent, SendManyError } from "@posthorn/sdk";
import { OUTBOX_COLUMNS, type Outbox, type OutboxColumns, type OutboxRow, type SetAside } from "../outbox/outbox.ts";
import { remoteCommand } from "./command.ts";
import type { RemoteContext } from "./context.ts";
import { failedError, usageError } from "./failure.ts";
import { parseJson } from "./given-json.ts";
import { text, texts, toggle, wholeNumber } from "./option.ts";
import { pauseUntilOver } from "./pause.ts";

/** Rows of one step: half of what one request may hold. */
const STEP_ROWS = 500;
const POLL_MS = 500;
/** Between two tries while the server or the database is away. */
const AGAIN_MS = 1_000;
/** Nothing is wrong with the event: it goes later. */
const PASSING: readonly string[] = ["store_unavailable", "overloaded", "shutting_down", "internal"];
/** It will not be better by itself. */
const HOPELESS: readonly string[] = ["unauthorized", "forbidden", "session_over"];

export const relayCommand = remoteCommand({
  name: "relay",
  summary: "Send the events of an outbox table, for apps on another database.",
  details:
    "The app writes a row in its own transaction; this sends the oldest first and deletes them once they are accepted. A row's id is the event's, so that none is sent twice, whatever crashes. Rows that are refused get their error written beside them and hold up none of the others. docs/emit.md says how the table is made.",
  options: {
    outbox: text("<url>", "the app's database: postgres://… or file:app.db"),
    table: text("<name>", "the table; default: posthorn_outbox"),
    column: texts("<meaning=name>", "what a column is called, such as payload=body; may be repeated"),
    pollMs: wholeNumber(10, 60_000, `how long an empty table is left alone; default: ${POLL_MS}`),
    once: toggle("end when the table is empty"),
  },
  examples: [
    ["posthorn relay --outbox postgres://app@db.internal/app", "From the table posthorn_outbox, until Ctrl-C"],
    ["posthorn relay --outbox file:app.db --table events --once", "What is there now"],
  ],
  async run(context, { outbox: url, table = "posthorn_outbox", column, pollMs = POLL_MS, once }) {
    if (url === undefined) throw usageError("which outbox?", "Give --outbox postgres://… or --outbox file:app.db.");
    const outbox = await openOutbox(url, table, columnsOf(column));
    try {
      await relay(context, outbox, { pollMs, once });
    } finally {
      await outbox.close();
    }
  },
});

/** Loads the one driver that is needed: no other command has to wait for them. */
async function openOutbox(url: string, table: string, columns: OutboxColumns): Promise<Outbox> {
  if (url.startsWith("file:")) {
    const { openSqliteOutbox } = await import("../outbox/sqlite-outbox.ts");
    try {
      return openSqliteOutbox(url.slice("file:".length), table, columns);
    } catch (error) {
      throw usageError(`the outbox cannot be opened: ${wordsOf(error)}`);
    }
  }
  if (/^postgres(?:ql)?:/.test(url)) {
    const { openPostgresOutbox } = await import("../outbox/postgres-outbox.ts");
    return openPostgresOutbox(url, table, columns);
  }
  throw usageError("the outbox is in no database that is known here", "--outbox takes postgres://… or file:app.db.");
}

function columnsOf(given: readonly string[]): OutboxColumns {
  const columns: OutboxColumns = { ...OUTBOX_COLUMNS };
  for (const pair of given) {
    const [meaning = "", name = ""] = pair.split("=");
    if (!Object.hasOwn(columns, meaning) || name === "") {
      throw usageError(
        `--column is ${JSON.stringify(pair)}: expected one of ${Object.keys(columns).join(", ")}, = and a name`,
      );
    }
    // It is one of the keys.
    columns[meaning as keyof OutboxColumns] = name;
  }
  return columns;
}

async function relay(
  context: RemoteContext,
  outbox: Outbox,
  { pollMs, once }: { pollMs: number; once: boolean },
): Promise<void> {
  const { clock, interrupted, output } = context;
  let [sent, aside] = [0, 0];
  // A mistake in what was given shows at once; what works once, and then does not, is waited for.
  let rows = await outbox.read(STEP_ROWS).catch((error: unknown) => {
    throw failedError(`the outbox cannot be read: ${wordsOf(error)}`, "docs/emit.md says how the table is made.");
  });

  async function step(): Promise<SendManyError | null> {
    const { accepted, rejected, fault } = await forward(context, rows);
    await outbox.settle(accepted, rejected);
    sent += accepted.length;
    aside += rejected.length;
    for (const { seq, error } of rejected) await output.warn(`Row ${seq} is set aside: ${error}`);
    const isAllDecided = accepted.length + rejected.length === rows.length;
    if (fault === null && !isAllDecided) throw new Error("The server could not keep some of the events now.");
    return fault;
  }

  while (!interrupted.aborted && !(once && rows.length === 0)) {
    try {
      if (rows.length === 0) await pauseUntilOver(clock, pollMs, interrupted);
      const fault = rows.length === 0 ? null : await step();
      if (fault !== null && !interrupted.aborted) throw fault;
      rows = await outbox.read(STEP_ROWS);
    } catch (error) {
      const isHopeless = error instanceof SendManyError && HOPELESS.includes(error.code);
      if (once || isHopeless) throw error instanceof SendManyError ? (error.cause ?? error) : error;
      await output.warn(`${wordsOf(error)} Trying again.`);
      await pauseUntilOver(clock, AGAIN_MS, interrupted);
      rows = await outbox.read(STEP_ROWS).catch(() => rows);
    }
  }
  await output.done({ sent, set_aside: aside }, [`${sent} sent, ${aside} set aside`]);
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

interface Forwarded {
  accepted: string[];
  rejected: SetAside[];
  /** Why not all of them were decided. */
  fault: SendManyError | null;
}

async function forward({ client, interrupted }: RemoteContext, rows: readonly OutboxRow[]): Promise<Forwarded> {
  const forwarded: Forwarded = { accepted: [], rejected: [], fault: null };
  const good: OutboxRow[] = [];
  const events: NewEvent[] = [];
  for (const row of rows) {
    try {
      events.push(toEvent(row));
      good.push(row);
    } catch (error) {
      forwarded.rejected.push({ seq: row.seq, error: wordsOf(error) });
    }
  }
  const note = (lines: readonly BatchLine[]) => {
    for (const line of lines) {
      const seq = good[line.index]?.seq;
      if (seq === undefined) continue;
      if (!("error" in line)) forwarded.accepted.push(seq);
      else if (!PASSING.includes(line.error.code)) {
        forwarded.rejected.push({ seq, error: `${line.error.code}: ${line.error.detail}` });
      }
    }
  };
  try {
    note((await client.sendMany(events, { signal: interrupted })).results);
  } catch (error) {
    if (!(error instanceof SendManyError)) throw error;
    note(error.done.results);
    forwarded.fault = error;
  }
  return forwarded;
}

function toEvent({ id, idSpace, event, payload, occurredAt, changes, actor, correlationId }: OutboxRow): NewEvent {
  const posted = {
    ...{ id, id_space: idSpace, event, occurred_at: occurredAt },
    payload: parseColumn("payload", payload),
    changes: changes === null ? null : parseColumn("changes", changes),
    actor: actor === null ? null : parseColumn("actor", actor),
    correlation_id: correlationId,
  };
  // The server knows the app's own types, and says what is wrong with a payload.
  return posted as unknown as NewEvent;
}

function parseColumn(name: string, text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    throw new Error(`${name} is no JSON: ${wordsOf(error)}`, { cause: error });
  }
}
