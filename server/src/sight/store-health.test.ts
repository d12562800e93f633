import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { createManualClock } from "../../test/manual-clock.ts";
import { openSqliteStore } from "../store/sqlite/sqlite-store.ts";
import type { Store } from "../store/store.ts";
import { StoreDamaged, StoreUnavailable } from "../store/store-errors.ts";
import { logStoreHealth } from "./store-health.ts";

/** A real store whose heartbeat fails with `fault` while there is one, and the lines that are logged about it. */
async function openLogged(t: TestContext) {
  const clock = createManualClock();
  const real = await openSqliteStore({ path: ":memory:", idNode: "node_1", clock });
  t.after(() => real.close({ isClean: true }));
  const lines: string[] = [];
  const line = (level: string) => (_fields: object, message: string) => lines.push(`${level}: ${message}`);
  const log = { debug: line("debug"), info: line("info"), warn: line("warn"), error: line("error") };
  const state: { fault: Error | null } = { fault: null };
  const beat = () => (state.fault === null ? real.beat() : Promise.reject(state.fault));
  const lastOf = () => (state.fault === null ? real.activity.lastOf("") : Promise.reject(state.fault));
  const store: Store = logStoreHealth({ ...real, beat, activity: { ...real.activity, lastOf } }, { clock, log });
  return { clock, lines, state, store };
}

test("a store that goes away and comes back is two lines, however many calls fail", async (t) => {
  const { clock, lines, state, store } = await openLogged(t);
  await store.beat();
  state.fault = new StoreUnavailable("full");
  for (let call = 0; call < 5; call++) await assert.rejects(store.beat(), StoreUnavailable);
  assert.deepEqual(lines, ["warn: the database cannot be used"]);
  state.fault = null;
  await store.beat();
  clock.advance(1_000);
  await store.stats();
  assert.equal(lines.length, 1, "what fits beside what does not, and what is read, prove nothing");
  await store.beat();
  await store.beat();
  assert.deepEqual(lines.slice(1), ["info: the database can be used again"]);
});

test("the calls of the store's parts count like its own", async (t) => {
  const { lines, state, store } = await openLogged(t);
  assert.deepEqual(await store.activity.lastOf(""), []);
  state.fault = new StoreUnavailable("full");
  await assert.rejects(store.activity.lastOf(""), StoreUnavailable);
  assert.deepEqual(lines, ["warn: the database cannot be used"]);
});

test("a damaged store is one error, and never well again", async (t) => {
  const { clock, lines, state, store } = await openLogged(t);
  state.fault = new StoreDamaged("damaged");
  for (let call = 0; call < 5; call++) await assert.rejects(store.beat(), StoreDamaged);
  state.fault = null;
  clock.advance(1_000);
  await store.beat();
  assert.deepEqual(lines, ["error: the database is damaged: stop this node and restore a backup"]);
});

test("what a store answers and what it throws for other reasons go through unchanged and unlogged", async (t) => {
  const { lines, state, store } = await openLogged(t);
  assert.equal((await store.getRoutes("space")).version, 0);
  state.fault = new Error("a bug");
  await assert.rejects(store.beat(), state.fault);
  assert.deepEqual(lines, []);
});
