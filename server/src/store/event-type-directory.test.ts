import assert from "node:assert/strict";
import { test } from "node:test";
import { createManualClock } from "../../test/manual-clock.ts";
import { turns } from "../../test/stages.ts";
import { createEventTypeDirectory } from "./event-type-directory.ts";
import type { RegisteredType } from "./event-types.ts";
import { StoreUnavailable } from "./store-errors.ts";

function typesNamed(...names: string[]): RegisteredType[] {
  return names.map((name) => ({ name, definition: null, validation: "off", createdAt: 0, updatedAt: 0 }));
}

function setUp() {
  const clock = createManualClock();
  const reads: PromiseWithResolvers<RegisteredType[]>[] = [];
  const told: string[] = [];
  let change = () => {};
  const directory = createEventTypeDirectory({
    clock,
    store: {
      eventTypes: {
        put: () => assert.fail("nothing is written"),
        delete: () => assert.fail("nothing is written"),
        list() {
          const read = Promise.withResolvers<RegisteredType[]>();
          reads.push(read);
          return read.promise;
        },
        watch(listener) {
          change = listener;
          return () => {};
        },
      },
    },
    apply: (types) => void told.push(types.map(({ name }) => name).join()),
  });
  return { clock, directory, reads, told, change: () => change() };
}

test("what the store holds is told when it is asked for, and after each change", async () => {
  const { directory, reads, told, change } = setUp();
  const asked = directory.refresh();
  reads[0]?.resolve(typesNamed("a"));
  await asked;
  change();
  reads[1]?.resolve(typesNamed("a", "b"));
  await turns(2);
  assert.deepEqual(told, ["a", "a,b"]);
});

test("what was read before a change is not told after what was read since", async () => {
  const { directory, reads, told } = setUp();
  const asked = [directory.refresh(), directory.refresh()];
  reads[1]?.resolve(typesNamed("new"));
  await asked[1];
  reads[0]?.resolve(typesNamed("old"));
  await asked[0];
  assert.deepEqual(told, ["new"]);
});

test("a change that comes while the store is away is told once it is back", async () => {
  const { clock, reads, told, change } = setUp();
  change();
  reads[0]?.reject(new StoreUnavailable("away"));
  await turns(2);
  clock.advance(100);
  await turns(2);
  reads[1]?.resolve(typesNamed("a"));
  await turns(2);
  assert.deepEqual(told, ["a"]);
});

test("whoever asks while the store is away is told so", async () => {
  const { directory, reads } = setUp();
  const asked = directory.refresh();
  reads[0]?.reject(new StoreUnavailable("away"));
  await assert.rejects(asked, StoreUnavailable);
});
