import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { createManualClock } from "../conformance/harness.ts";
import { StoreUnavailable } from "../store-errors.ts";
import { type Database, openDatabase } from "./driver.ts";
import { createGroupCommit, WAITING_BOUNDS, type WaitingBounds } from "./group-commit.ts";

describe("group commit", () => {
  it("puts all that arrives in one turn of the event loop into one transaction, in order", async (t) => {
    const { group, insert, rows, transactions } = open(t);
    const results = await Promise.all([3, 1, 2].map((value) => group.write(0, () => insert(value))));
    assert.deepEqual(results, [1, 2, 3]);
    assert.deepEqual(rows(), [3, 1, 2]);
    assert.deepEqual(transactions, ["begin immediate", "commit"]);
  });

  it("makes several transactions of what is too much for one", async (t) => {
    const { group, insert, rows, transactions } = open(t);
    const values = Array.from({ length: 1_200 }, (_, at) => at);
    await Promise.all(values.map((value) => group.write(0, () => insert(value))));
    assert.deepEqual(rows(), values);
    assert.equal(transactions.length, 6);
  });

  it("runs an effect once, after the commit of the operation that asked for it, and none of a failed one", async (t) => {
    const { database, group, insert } = open(t);
    const effects: string[] = [];
    await Promise.allSettled([
      group.write(0, (commit) => {
        commit.after(() => effects.push(`kept, in transaction: ${database.isInTransaction()}`));
        insert(1);
      }),
      group.write(0, (commit) => {
        commit.after(() => effects.push("lost"));
        insert(1);
      }),
    ]);
    assert.deepEqual(effects, ["kept, in transaction: false"]);
  });
});

describe("group commit, when not all goes well", () => {
  it("fails only the guilty operation of a transaction, and as what it is", async (t) => {
    const { group, insert, rows } = open(t);
    const bug = new TypeError("a bug");
    const settled = await Promise.allSettled([
      group.write(0, () => insert(1)),
      group.write(0, () => {
        insert(2);
        throw bug;
      }),
      group.write(0, () => insert(1)),
      group.write(0, () => insert(3)),
    ]);
    assert.deepEqual(
      settled.map(({ status }) => status),
      ["fulfilled", "rejected", "rejected", "fulfilled"],
    );
    assert.equal(settled[1]?.status === "rejected" && settled[1].reason, bug);
    const doubled = settled[2]?.status === "rejected" ? settled[2].reason : null;
    assert.ok(doubled instanceof Error && !(doubled instanceof StoreUnavailable), "a broken constraint is a bug");
    assert.deepEqual(rows(), [1, 3]);
  });

  for (const step of ["begin immediate", "commit"]) {
    it(`fails all when "${step}" fails, keeps nothing of it, and is well again after that`, async (t) => {
      const { group, insert, rows, failNext, database } = open(t);
      failNext(step);
      const settled = await Promise.allSettled([1, 2].map((value) => group.write(0, () => insert(value))));
      for (const one of settled) {
        assert.ok(one.status === "rejected" && one.reason instanceof StoreUnavailable);
        assert.match(one.reason.message, /disk is full/);
        assert.ok(one.reason.cause instanceof Error);
      }
      assert.equal(database.isInTransaction(), false);
      await group.write(0, () => insert(3));
      assert.deepEqual(rows(), [3]);
    });
  }

  it("refuses what is more than may wait, by number and by bytes, and goes on when there is room", async (t) => {
    const { group, insert, rows } = open(t, { operationsWaitingMax: 2, bytesWaitingMax: 100 });
    const settled = await Promise.allSettled([
      group.write(60, () => insert(1)),
      group.write(60, () => insert(2)),
      group.write(40, () => insert(3)),
      group.write(0, () => insert(4)),
    ]);
    assert.deepEqual(
      settled.map(({ status }) => status),
      ["fulfilled", "rejected", "fulfilled", "rejected"],
    );
    await group.write(100, () => insert(5));
    assert.deepEqual(rows(), [1, 3, 5]);
  });

  it("takes one that is larger than all that may wait, when nothing else waits", async (t) => {
    const { group, insert, rows } = open(t, { operationsWaitingMax: 2, bytesWaitingMax: 100 });
    const alone = group.write(101, () => insert(1));
    await assert.rejects(
      group.write(1, () => insert(2)),
      StoreUnavailable,
    );
    await alone;
    assert.deepEqual(rows(), [1]);
  });

  it("commits what waits when it is closed, and takes nothing more", async (t) => {
    const { group, insert, rows } = open(t);
    const writing = group.write(0, () => insert(1));
    group.close();
    assert.deepEqual(rows(), [1]);
    await writing;
    await assert.rejects(
      group.write(0, () => insert(2)),
      StoreUnavailable,
    );
  });
});

function open(t: TestContext, bounds: WaitingBounds = WAITING_BOUNDS) {
  const database = openDatabase(":memory:");
  t.after(() => database.close());
  database.exec("create table number (seq integer primary key, value integer unique) strict");
  const insertRow = database.prepare("insert into number (value) values (?)");
  const selectAll = database.prepare<{ value: number }>("select value from number order by seq");

  const transactions: string[] = [];
  let failing: string | null = null;
  const watched: Database = {
    ...database,
    exec(sql) {
      transactions.push(sql);
      if (sql === failing) {
        failing = null;
        // As node:sqlite reports SQLITE_FULL.
        throw Object.assign(new Error("database or disk is full"), { code: "ERR_SQLITE_ERROR", errcode: 13 });
      }
      database.exec(sql);
    },
  };
  return {
    database,
    group: createGroupCommit(watched, { bounds, clock: createManualClock(), observeCommit: () => {} }),
    insert: (value: number) => insertRow.insert(value),
    rows: () => selectAll.all().map(({ value }) => value),
    transactions,
    failNext(sql: string) {
      failing = sql;
    },
  };
}
