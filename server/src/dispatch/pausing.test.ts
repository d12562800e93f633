import assert from "node:assert/strict";
import { test } from "node:test";
import { createManualClock } from "../../test/manual-clock.ts";
import { workingFolder } from "../../test/node-process.ts";
import { outcomeOf } from "../../test/outcomes.ts";
import {
  countByStatus,
  ID_SPACE,
  numberOf,
  openStages,
  type StagesOptions,
  turns,
  turnsUntil,
} from "../../test/stages.ts";
import { StoreUnavailable } from "../store/store-errors.ts";

const limits = { timeout: 60_000 };

/** Attempts that end when the test says so. */
function attemptsByHand() {
  const waiting: ((kind: "delivered" | "failed") => void)[] = [];
  const attempt: StagesOptions["attempt"] = () =>
    new Promise((resolve) => waiting.push((kind) => resolve(outcomeOf(kind))));
  const endAll = (kind: "delivered" | "failed") => {
    for (const end of waiting.splice(0)) end(kind);
  };
  return { waiting, attempt, endAll };
}

for (const turnsBetween of [-1, 0, 1, 2, 5]) {
  const when = turnsBetween < 0 ? "in the same turn as" : `${turnsBetween} turns after`;
  test(`a resume ${when} a pause strands nothing of what was in memory`, limits, async (t) => {
    const { waiting, attempt, endAll } = attemptsByHand();
    const stages = await openStages({ attempt });
    t.after(() => stages.close());
    const { id } = await stages.addEndpoint();
    await stages.post(900);
    await turnsUntil(() => waiting.length === 10);
    const pausing = stages.store.changeHealth(ID_SPACE, id, "pause");
    if (turnsBetween >= 0) await pausing;
    await turns(turnsBetween);
    await stages.store.changeHealth(ID_SPACE, id, "resume");
    await turnsUntil(async () => {
      endAll("delivered");
      return (await countByStatus(stages.store, id))["delivered"] === 900;
    });
  });
}

test("a resume while the store refuses to let go of what was in memory strands nothing", limits, async (t) => {
  const { waiting, attempt, endAll } = attemptsByHand();
  let refusals = 1;
  const stages = await openStages({
    attempt,
    wrapStore: (store) => ({
      ...store,
      releasePending: (...args) =>
        refusals-- > 0 ? Promise.reject(new StoreUnavailable("disk full")) : store.releasePending(...args),
    }),
  });
  t.after(() => stages.close());
  const { id } = await stages.addEndpoint();
  await stages.post(100);
  await turnsUntil(() => waiting.length === 10);
  await stages.store.changeHealth(ID_SPACE, id, "pause");
  await turns(3);
  await stages.store.changeHealth(ID_SPACE, id, "resume");
  await turnsUntil(async () => {
    endAll("delivered");
    return (await countByStatus(stages.store, id))["delivered"] === 100;
  });
});

test("a resume that meets the pausing outcome in one commit leaves the endpoint alive", limits, async () => {
  for (let hops = 0; hops < 14; hops++) {
    const { waiting, attempt, endAll } = attemptsByHand();
    const stages = await openStages({ attempt });
    const { id } = await stages.addEndpoint({ pauseAfter: 1 });
    await stages.post(5);
    await turnsUntil(() => waiting.length === 1);
    endAll("failed");
    for (let hop = 0; hop < hops; hop++) await Promise.resolve();
    await stages.store.changeHealth(ID_SPACE, id, "resume");
    // Where the outcome came after the resume, it has paused the endpoint once more.
    await turns(30);
    await stages.store.changeHealth(ID_SPACE, id, "resume");
    await turnsUntil(async () => {
      endAll("delivered");
      return (await countByStatus(stages.store, id))["delivered"] === 4;
    });
    await stages.close();
  }
});

test(
  "a resume sends what was held no faster than the rate, oldest first, and what comes meanwhile behind it",
  limits,
  async (t) => {
    const clock = createManualClock();
    const sent: number[] = [];
    const stages = await openStages({
      clock,
      resumePerSecond: 100,
      async attempt({ delivery }) {
        sent.push(numberOf(delivery));
        return outcomeOf("delivered");
      },
    });
    t.after(() => stages.close());
    const { id } = await stages.addEndpoint();
    await stages.store.changeHealth(ID_SPACE, id, "pause");
    await stages.post(900);
    await stages.store.changeHealth(ID_SPACE, id, "resume");
    // What one look into the store brings at the most is sent at once; the time for it is waited for after that.
    await turnsUntil(() => sent.length > 0 && clock.waitingCount() === 1);
    await stages.post(100);
    for (let elapsedMs = 0; sent.length < 1000; elapsedMs += 100) {
      await turns(5);
      assert.ok(sent.length <= 250 + elapsedMs / 10, `${sent.length} after ${elapsedMs} ms`);
      clock.advance(100);
    }
    assert.deepEqual(
      sent,
      Array.from({ length: 1000 }, (_, n) => n),
    );
  },
);

test("a deletion that a stop interrupts is ended by the next start", limits, async (t) => {
  const folder = workingFolder();
  t.after(() => folder.remove());
  const path = `${folder.path}/posthorn.db`;
  const { waiting, attempt, endAll } = attemptsByHand();
  const first = await openStages({ attempt, path });
  const { id } = await first.addEndpoint();
  await first.post(3000);
  await turnsUntil(() => waiting.length === 10);
  await first.store.changeHealth(ID_SPACE, id, "pause");
  endAll("delivered");
  await turnsUntil(async () => (await first.store.stats()).heldCount === 2990);
  await first.store.deleteEndpoint(ID_SPACE, id);
  await first.close();

  const next = await openStages({ attempt, path });
  t.after(() => next.close());
  await next.dispatcher.start();
  await turnsUntil(async () => (await next.store.stats()).heldCount === 0);
  assert.deepEqual(await countByStatus(next.store, id), { delivered: 10, discarded: 2990 });
});
