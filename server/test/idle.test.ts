import assert from "node:assert/strict";
import { test } from "node:test";
import { startNode, workingFolder } from "./node-process.ts";
import { createPostgresDatabase } from "./postgres-database.ts";
import { until } from "./until.ts";

const BEATS = 30;
/** What others have changed, what nobody has in hand, listeners and replays of dead nodes. Whoever polls asks more by far. */
const TRANSACTIONS_PER_BEAT_MAX = 15;

test("an idle node asks Postgres a few things with each of its beats, and does not poll for work", {
  timeout: 120_000,
}, async (t) => {
  const folder = workingFolder();
  const database = await createPostgresDatabase();
  const env = { POSTHORN_DATABASE_URL: database.url, POSTHORN_LEASE_MS: "1000" };
  const node = await startNode({ cwd: folder.path, env });
  t.after(async () => {
    await node.end("SIGKILL");
    await database.drop();
    folder.remove();
  });
  const asked = async () => {
    const sql = "select xact_commit + xact_rollback as n from pg_stat_database where datname = current_database()";
    return Number((await database.query(sql))[0]?.["n"]);
  };
  const beats = new Set<string>();
  let own = 0;
  const untilBeats = (count: number) =>
    until(`${count} beats`, async () => {
      const [row] = await database.query("select beat_at::text as at from posthorn.node");
      own += 1;
      beats.add(String(row?.["at"]));
      return beats.size >= count;
    });
  await untilBeats(5);
  const before = await asked();
  beats.clear();
  own = 0;
  await untilBeats(BEATS);
  const transactions = (await asked()) - before - own;
  t.diagnostic(`${transactions} transactions in ${BEATS} beats`);
  assert.ok(transactions <= BEATS * TRANSACTIONS_PER_BEAT_MAX, `${transactions} transactions in ${BEATS} beats`);
});
