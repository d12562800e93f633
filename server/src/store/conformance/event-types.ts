import assert from "node:assert/strict";
import type { RegisteredType } from "../event-types.ts";
import type { Claims, World } from "./world.ts";

/** Far more than a test registers. */
const MANY = 100;

function typeOf({ clock }: World, name: string, patch: Partial<RegisteredType> = {}): RegisteredType {
  const now = clock.now();
  const definition = { description: "Übung", group: "Own", schema: '{"type":"object"}', sample: '{ "a":1.0 }' };
  return { name, definition, validation: null, createdAt: now, updatedAt: now, ...patch };
}

export const eventTypeClaims: Claims = {
  async "keeps a type with all that is said of it, and lists all by name"(world) {
    const { eventTypes } = world.store;
    const own = typeOf(world, "order.paid", { validation: "strict" });
    const builtIn = typeOf(world, "lead.create", { definition: null, validation: "off" });
    assert.equal(await eventTypes.put(own, MANY), "created");
    assert.equal(await eventTypes.put(builtIn, MANY), "created");
    assert.deepEqual(await eventTypes.list(), [builtIn, own]);
  },

  async "replaces a type as a whole, but for when it was made"(world) {
    const { eventTypes } = world.store;
    const first = typeOf(world, "order.paid", { validation: "strict" });
    await eventTypes.put(first, MANY);
    world.clock.advance(1_000);
    const definition = { description: "", group: "Orders", schema: '{"type":"object","title":"Order"}', sample: "{}" };
    const second = typeOf(world, "order.paid", { definition });
    assert.equal(await eventTypes.put(second, MANY), "replaced");
    assert.deepEqual(await eventTypes.list(), [{ ...second, createdAt: first.createdAt }]);
  },

  async "takes no more definitions than it is told, while those that are there can be replaced"(world) {
    const { eventTypes } = world.store;
    assert.equal(await eventTypes.put(typeOf(world, "a"), 2), "created");
    assert.equal(await eventTypes.put(typeOf(world, "lead.create", { definition: null }), 2), "created");
    assert.equal(await eventTypes.put(typeOf(world, "b"), 2), "created");
    assert.equal(await eventTypes.put(typeOf(world, "c"), 2), "full");
    assert.equal(await eventTypes.put(typeOf(world, "b"), 2), "replaced");
    assert.equal(await eventTypes.put(typeOf(world, "lead.update", { definition: null }), 2), "created");
    const names = (await eventTypes.list()).map(({ name }) => name);
    assert.deepEqual(names, ["a", "b", "lead.create", "lead.update"]);
  },

  async "deletes a type, and leaves its events"(world) {
    const { eventTypes } = world.store;
    await eventTypes.put(typeOf(world, "order.paid"), MANY);
    await world.post([], { id: "order-7", event: "order.paid" });
    assert.equal(await eventTypes.delete("order.paid"), true);
    assert.equal(await eventTypes.delete("order.paid"), false);
    assert.deepEqual(await eventTypes.list(), []);
    assert.equal((await world.store.getEvent(world.idSpace, "order-7"))?.event.event, "order.paid");
  },

  async "tells of each change once it is kept, and of nothing that changed nothing"(world) {
    const { eventTypes } = world.store;
    let told = 0;
    const stop = eventTypes.watch(() => {
      told += 1;
    });
    await eventTypes.put(typeOf(world, "a"), 1);
    assert.equal(told, 1);
    await eventTypes.put(typeOf(world, "b"), 1);
    await eventTypes.delete("b");
    assert.equal(told, 1);
    await eventTypes.delete("a");
    assert.equal(told, 2);
    stop();
    await eventTypes.put(typeOf(world, "a"), 1);
    assert.equal(told, 2);
  },

  async "still has them after a death"(world) {
    const own = typeOf(world, "order.paid", { validation: "warn" });
    await world.store.eventTypes.put(own, MANY);
    await world.reopen("death");
    assert.deepEqual(await world.store.eventTypes.list(), [own]);
  },
};
