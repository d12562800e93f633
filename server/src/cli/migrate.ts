import { databaseName, databasePath } from "../config.ts";
import { type Clock, toIsoTime } from "../core/clock.ts";
import { StartError } from "../core/start-error.ts";
import type { MovedSum, MoveOptions, MoveResult, Step } from "../move/move.ts";
import { SETTINGS } from "../settings.ts";
import { styled } from "./cells.ts";
import { localCommand } from "./command.ts";
import type { Context } from "./context.ts";
import { EXIT, failedError, usageError } from "./failure.ts";
import { text, toggle } from "./option.ts";
import { createProgress } from "./progress.ts";
import type { Column } from "./table.ts";
import { longDurationWords } from "./times.ts";

/** So often a person sees how far it is, and a log file. */
const SHOWN_EVERY_MS = 100;
const LOGGED_EVERY_MS = 10_000;
/** After so long the rate says something. */
const RATED_AFTER_MS = 2_000;
/** Digits of a sum that a person compares. */
const DIGEST_SHOWN = 16;

const COLUMNS: readonly Column<MovedSum>[] = [
  { title: "TABLE", cell: ({ table }) => table },
  { title: "IN SQLITE", cell: ({ source }) => source },
  { title: "IN POSTGRES", cell: ({ target }) => target },
  { title: "SUM IN SQLITE", cell: ({ sourceDigest }) => sourceDigest.slice(0, DIGEST_SHOWN) },
  { title: "SUM IN POSTGRES", cell: ({ targetDigest }) => targetDigest.slice(0, DIGEST_SHOWN) },
  { title: "", cell: ({ isSame }) => (isSame ? styled("green", "same") : styled("red", "DIFFERENT")) },
];

export const migrateCommand = localCommand({
  name: "migrate",
  summary: "Move all that an SQLite file holds into a Postgres database.",
  details:
    "No node may run on either meanwhile. The file is only read and stays as it is. Whatever ends the move, even kill -9, the same command goes on from there; no node starts on the database before all rows are there and counted, and their hashes are the same on both sides. What is pending or held moves too, and is sent by the nodes that start on it. docs/postgres.md tells the steps.",
  options: {
    from: text("<path>", "the SQLite file: posthorn.db, or file:posthorn.db"),
    to: text("<url>", "postgres://…; better in POSTHORN_DATABASE_URL, as options show in the process list"),
    startOver: toggle("forget what a move that has not ended has moved, and begin anew"),
  },
  examples: [
    ["posthorn migrate --from posthorn.db --to postgres://posthorn@db.internal/app", "Move, and compare"],
    [
      "POSTHORN_DATABASE_URL=postgres://… posthorn migrate --from posthorn.db --json",
      "For a script: what has moved, as JSON",
    ],
  ],
  async run(context, { from, to = context.surroundings.env["POSTHORN_DATABASE_URL"], startOver }) {
    const path = pathOf(from);
    const url = urlOf(to);
    const { result, durationMs } = await move(context, { path, url, startsOver: startOver });
    const names = { from: path, to: databaseName(url) };
    if (result.kind === "stopped") {
      await context.output.warn("Stopped. The same command goes on from here; no node starts on the database before.");
      return EXIT.interrupted;
    }
    if (result.kind === "already") {
      const at = toIsoTime(result.endedAt);
      const words = `${path} was moved to ${names.to} at ${at}, and no node has run on the file since. Nothing is left to do.`;
      await context.output.done({ ...names, is_same: true, ended_at: at, tables: [] }, [words]);
      return EXIT.done;
    }
    return tell(context, names, result, durationMs);
  },
});

function pathOf(from: string | undefined): string {
  const hint = "Give --from posthorn.db.";
  if (from === undefined) throw usageError("move which file?", hint);
  const path = from.startsWith("file:") ? databasePath(from) : from;
  if (path === "" || path === ":memory:" || /^postgres(?:ql)?:/.test(path)) {
    throw usageError("--from is no SQLite file: only such a file can be moved", hint);
  }
  return path;
}

/** The text itself may hold a password, so it is never printed. */
function urlOf(to: string | undefined): string {
  const hint = "Give --to postgres://<user>@<host>/<database>, or POSTHORN_DATABASE_URL.";
  if (to === undefined) throw usageError("move it into which database?", hint);
  if (to.startsWith("file:") || SETTINGS.databaseUrl.parse(to) === undefined) {
    throw usageError("the database to move into is not given as a URL of Postgres", hint);
  }
  return to;
}

async function move(
  { clock, interrupted, output, surroundings }: Context,
  what: Pick<MoveOptions, "path" | "url" | "startsOver">,
): Promise<{ result: MoveResult; durationMs: number }> {
  // Its drivers take a while to load, which no other command has to wait for.
  const { moveDatabase } = await import("../move/move.ts");
  const progress = createProgress(surroundings.stderr);
  const show = (part: number, words: string) =>
    surroundings.stderr.isTerminal ? progress.show(part, words) : output.line(words);
  const begun = clock.elapsed();
  const report = createReport(clock, surroundings.stderr.isTerminal ? SHOWN_EVERY_MS : LOGGED_EVERY_MS, show);
  const waits = async (reason: string) => {
    await progress.clear();
    await output.warn(`${reason}. Trying again.`);
  };
  try {
    const result = await moveDatabase({ ...what, clock, stopped: interrupted, report, waits });
    return { result, durationMs: clock.elapsed() - begun };
  } catch (error) {
    if (error instanceof StartError) throw failedError(error.message, error.hint);
    throw error;
  } finally {
    await progress.clear();
  }
}

/** Shows how far it is: now and then, and as each table is done. */
function createReport(
  clock: Clock,
  everyMs: number,
  show: (part: number, words: string) => Promise<void>,
): (step: Step) => Promise<void> {
  let shownAt = Number.NEGATIVE_INFINITY;
  let phase: { kind: Step["kind"]; begun: number } | null = null;
  return async (step) => {
    const now = clock.elapsed();
    if (phase?.kind !== step.kind) phase = { kind: step.kind, begun: now };
    const isTableDone = step.done === step.total;
    if (!isTableDone && now - shownAt < everyMs) return;
    shownAt = now;
    await show(step.allTotal === 0 ? 0 : step.allDone / step.allTotal, stepWords(step, now - phase.begun));
  };
}

/** `1,200`. A formatter that is made when this file is loaded would cost each command 20 ms. */
function grouped(count: number): string {
  return count.toLocaleString("en");
}

/** `moving event: 1,200 of 5,000 rows, 9,800/s, 2 min left`. Rate and time are those of all tables, in this run. */
export function stepWords({ kind, table, done, total, allDone, allTotal, before }: Step, elapsedMs: number): string {
  if (kind === "counting") return "counting rows";
  const doing = kind === "copying" ? "moving" : "checking";
  const perMs = (allDone - before) / elapsedMs;
  const left = allTotal - allDone;
  const isKnown = elapsedMs >= RATED_AFTER_MS && perMs > 0;
  const rate = isKnown ? `, ${grouped(Math.round(perMs * 1000))}/s` : "";
  const rest = isKnown && left > 0 ? `, ${longDurationWords(left / perMs)} left` : "";
  return `${doing} ${table}: ${grouped(done)} of ${grouped(total)} rows${rate}${rest}`;
}

async function tell(
  { output }: Context,
  { from, to }: { from: string; to: string },
  { sums, isSame }: Extract<MoveResult, { kind: "moved" }>,
  durationMs: number,
): Promise<number> {
  const rows = sums.reduce((sum, { target }) => sum + target, 0);
  if (output.format === "json") {
    await output.done(
      { from, to, is_same: isSame, duration_ms: Math.round(durationMs), tables: sums.map(toDocument) },
      [],
    );
  } else {
    await output.list(sums, COLUMNS, "");
  }
  if (!isSame) {
    throw failedError(
      `${to} does not hold the same as ${from}, so no node starts on it`,
      "Somebody has written there, or this is a bug: please report it. --start-over moves all of it anew.",
    );
  }
  await output.line(
    `${grouped(rows)} rows of ${from} are in ${to}, all the same, in ${longDurationWords(durationMs)}.`,
  );
  await output.hint(
    `Start nodes with POSTHORN_DATABASE_URL: they send what was pending. Start none on ${from} any more: it would send that once more.`,
  );
  return EXIT.done;
}

function toDocument({ table, source, target, sourceDigest, targetDigest, isSame }: MovedSum): Record<string, unknown> {
  return {
    table,
    rows_in_sqlite: source,
    rows_in_postgres: target,
    sum_in_sqlite: sourceDigest,
    sum_in_postgres: targetDigest,
    is_same: isSame,
  };
}
