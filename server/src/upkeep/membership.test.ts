import assert from "node:assert/strict";
import { test } from "node:test";
import { createManualClock } from "../../test/manual-clock.ts";
import { quietLog, strictLog, turns } from "../../test/stages.ts";
import type { Backlog } from "../store/claiming.ts";
import type { ListenerStore } from "../store/listeners.ts";
import { StoreUnavailable } from "../store/store-errors.ts";
import { createMembership, type MembershipOptions } from "./membership.ts";

const OWING: Backlog = { idSpace: "s", idEndpoint: "ep" };
const NO_LISTENERS: ListenerStore = {
  takeLeft: async () => [],
  take: async () => null,
  change: async () => false,
  ring: async () => {},
  watchRings: () => () => {},
};

function setUp(options: Partial<MembershipOptions> = {}) {
  const clock = createManualClock();
  const calls: string[] = [];
  const taken: Backlog[] = [];
  const store = {
    async beat() {
      calls.push("beat");
    },
    async listBacklog() {
      calls.push("look");
      return [OWING];
    },
    listeners: NO_LISTENERS,
    watchLost: () => () => calls.push("unwatched"),
  };
  const takeUp = (backlog: readonly Backlog[]) => taken.push(...backlog);
  const membership = createMembership({
    clock,
    log: strictLog,
    store,
    leaseMs: 15_000,
    takeUp,
    adopt: async () => {},
    ...options,
  });
  return { membership, clock, calls, taken };
}

test("a node beats three times in a lease, and takes up each time what nobody has in hand", async () => {
  const { membership, clock, calls, taken } = setUp();
  membership.start();
  for (let beats = 1; beats <= 3; beats++) {
    clock.advance(5_000);
    await turns(1);
    assert.equal(calls.length, beats * 2);
    assert.equal(taken.length, beats);
  }
  assert.deepEqual(calls.slice(0, 2), ["beat", "look"]);
});

test("a node beats on while it waits for what is owed, and for that it asks once at a time", async () => {
  let beats = 0;
  let looks = 0;
  const listBacklog = () => {
    looks += 1;
    return new Promise<Backlog[]>(() => {});
  };
  const beat = async () => {
    beats += 1;
  };
  const { membership, clock } = setUp({
    store: { beat, listBacklog, listeners: NO_LISTENERS, watchLost: () => () => {} },
  });
  membership.start();
  for (let turn = 1; turn <= 3; turn++) {
    clock.advance(5_000);
    await turns(1);
    assert.deepEqual([beats, looks], [turn, 1]);
  }
});

test("while the database is away it goes on trying, and says nothing of it", async () => {
  let beats = 0;
  const beat = async () => {
    beats += 1;
    throw new StoreUnavailable("away");
  };
  const listBacklog = () => Promise.reject(new StoreUnavailable("away"));
  const { membership, clock, taken } = setUp({
    store: { beat, listBacklog, listeners: NO_LISTENERS, watchLost: () => () => {} },
  });
  membership.start();
  for (let tries = 1; tries <= 3; tries++) {
    clock.advance(5_000);
    await turns(1);
    assert.equal(beats, tries);
  }
  assert.deepEqual(taken, []);
});

test("a node that was taken for dead says so in the log", async () => {
  const logged: string[] = [];
  let lose = () => {};
  const log = { ...quietLog, warn: (_: object, message: string) => void logged.push(message) };
  const watchLost = (listener: () => void) => {
    lose = listener;
    return () => {};
  };
  setUp({ log, store: { beat: async () => {}, listBacklog: async () => [], listeners: NO_LISTENERS, watchLost } });
  lose();
  assert.match(logged[0] ?? "", /taken for dead/);
});

test("a stop ends the beat that is under way, begins no other, and takes nothing up any more", async () => {
  const beating = Promise.withResolvers<void>();
  const listBacklog = async () => [OWING];
  const store = { beat: () => beating.promise, listBacklog, listeners: NO_LISTENERS, watchLost: () => () => {} };
  const { membership, clock, taken } = setUp({ store });
  membership.start();
  clock.advance(5_000);
  const stopped = membership.stop();
  beating.resolve();
  await stopped;
  assert.deepEqual(taken, []);
  assert.equal(clock.waitingCount(), 0);
});
