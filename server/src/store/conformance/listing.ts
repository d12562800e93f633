import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { ProblemError } from "../../core/problems.ts";
import type { DeliveryQuery } from "../deliveries.ts";
import type { Page, PageQuery } from "../pages.ts";
import type { Store } from "../store.ts";
import { type Claims, EVERY_SPACE, NO_FILTER, newKey, only, type World } from "./world.ts";

export const listingClaims: Claims = {
  async "pages through events newest first, also within one millisecond, while more come in"(world) {
    const ids: string[] = [];
    for (let i = 0; i < 9; i++) {
      if (i % 3 === 0) world.clock.advance(1);
      ids.unshift(await postEvent(world));
    }
    const query = { idSpace: world.idSpace, event: null, since: null, until: null };
    const seen = await pages(
      (page) => world.store.listEvents({ ...query, ...page }),
      2,
      () => postEvent(world),
    );
    assert.deepEqual(
      seen.map(({ id }) => id),
      ids,
    );
  },

  async "says of each event how many of its deliveries failed, as it is now"(world) {
    const [one, other] = [await world.addEndpoint(), await world.addEndpoint()];
    const [first = "", second = ""] = await world.post([one, other], { id: "both" });
    const third = only(await world.post([one], { id: "well" }));
    await world.post([], { id: "nobody" });
    const query = { idSpace: world.idSpace, since: null, until: null, limit: 50, cursor: null };
    const counts = async (event: string | null = null) => {
      const { items } = await world.store.listEvents({ ...query, event });
      assert.deepEqual(
        await world.store.rows.events(
          world.idSpace,
          items.map(({ id }) => id),
        ),
        items.toReversed(),
      );
      return Object.fromEntries(items.map(({ id, failedCount }) => [id, failedCount]));
    };
    assert.deepEqual(await counts(), { nobody: 0, well: 0, both: 0 });
    await world.end(one, first, "failed");
    await world.end(other, second, "failed");
    await world.end(one, third, "delivered");
    assert.deepEqual(await counts(), { nobody: 0, well: 0, both: 2 });
    await world.end(one, first, "delivered", "replay");
    assert.deepEqual(await counts("lead.create"), { nobody: 0, well: 0, both: 1 });
  },

  async "lists events of a type, from one time and before another, of one space"(world) {
    const start = world.clock.now();
    for (let i = 0; i < 6; i++) {
      await world.post([], { id: `event-${i}`, event: i % 2 === 0 ? "lead.create" : "lead.update" });
      world.clock.advance(100);
    }
    const idsOf = async (event: string | null, since: number | null, until: number | null) => {
      const query = { idSpace: world.idSpace, event, since, until, limit: 50, cursor: null };
      return (await world.store.listEvents(query)).items.map(({ id }) => id);
    };
    assert.deepEqual(await idsOf("lead.update", null, null), ["event-5", "event-3", "event-1"]);
    assert.deepEqual(await idsOf(null, start + 100, start + 300), ["event-2", "event-1"]);
    assert.deepEqual(await idsOf("lead.create", start + 200, start + 400), ["event-2"]);
    world.idSpace = randomUUID();
    assert.deepEqual(await idsOf(null, null, null), []);
  },

  async "pages through deliveries newest first while more come in"(world) {
    const endpoint = await world.addEndpoint();
    const ids: string[] = [];
    for (let i = 0; i < 7; i++) ids.unshift(only(await world.post([endpoint])));
    const list = (page: PageQuery) => world.store.listDeliveries({ ...NO_FILTER, idSpace: world.idSpace, ...page });
    const seen = await pages(list, 3, () => world.post([endpoint]));
    assert.deepEqual(
      seen.map(({ id }) => id),
      ids,
    );
  },

  async "lists deliveries by endpoint, status, type and time, and by all of them together"(world) {
    const [one, other] = [await world.addEndpoint(), await world.addEndpoint()];
    const start = world.clock.now();
    const made = new Map<string, string>();
    for (const [at, status] of (["delivered", "failed", "pending", "failed"] as const).entries()) {
      const [first = "", second = ""] = await world.post([one, other], {
        event: at < 2 ? "lead.create" : "tag.create",
      });
      if (status !== "pending") await world.end(one, first, status);
      made.set(first, `one-${at}`).set(second, `other-${at}`);
      world.clock.advance(100);
    }
    const find = async (filter: Partial<DeliveryQuery>) => {
      const { items } = await world.store.listDeliveries({ ...NO_FILTER, idSpace: world.idSpace, ...filter });
      return items.map(({ id }) => made.get(id));
    };
    assert.deepEqual(await find({ idEndpoint: one.id }), ["one-3", "one-2", "one-1", "one-0"]);
    assert.deepEqual(await find({ status: "failed" }), ["one-3", "one-1"]);
    assert.deepEqual(await find({ status: "pending", idEndpoint: one.id }), ["one-2"]);
    assert.deepEqual(await find({ status: "delivered" }), ["one-0"]);
    assert.deepEqual(await find({ event: "lead.create", idEndpoint: other.id }), ["other-1", "other-0"]);
    assert.deepEqual(await find({ since: start + 100, until: start + 200 }), ["other-1", "one-1"]);
    const all = {
      idEndpoint: one.id,
      status: "failed",
      event: "lead.create",
      since: start,
      until: start + 200,
    } as const;
    assert.deepEqual(await find(all), ["one-1"]);
    assert.deepEqual(await find({ ...all, since: start + 150 }), []);
  },

  async "shows nothing of another space, whoever knows its ids"(world) {
    const endpoint = await world.addEndpoint();
    const [idDelivery = ""] = await world.post([endpoint]);
    const idSpace = randomUUID();
    const { store } = world;
    assert.deepEqual((await store.listDeliveries({ ...NO_FILTER, idSpace, idEndpoint: endpoint.id })).items, []);
    assert.equal(await store.getDelivery(idSpace, idDelivery), null);
    assert.equal(await store.loadForReplay(idSpace, idDelivery), null);
  },

  async "finds the one among thousands by a filter without an index, over pages that may be short"(world) {
    const endpoint = await world.addEndpoint();
    const rare = only(await world.post([endpoint], { event: "tag.create" }));
    await postMany(world, 6_000, endpoint);
    const list = (page: PageQuery) =>
      world.store.listDeliveries({ ...NO_FILTER, idSpace: world.idSpace, event: "tag.create", ...page });
    const seen = await pages(list, 10, async () => {});
    assert.deepEqual(
      seen.map(({ id }) => id),
      [rare],
    );
  },

  async "pages through spaces and keys newest first"(world) {
    const spaces: string[] = [];
    const keys: string[] = [];
    for (let i = 0; i < 5; i++) {
      spaces.unshift(randomUUID());
      await world.post([], { idSpace: spaces[0] ?? "" });
      const key = newKey(world, { hash: `hash-${i}` });
      await world.store.keys.insert(key);
      keys.unshift(key.id);
    }
    const seenSpaces = await pages(
      (page) => world.store.listSpaces({ ...EVERY_SPACE, ...page }),
      2,
      async () => {},
    );
    assert.deepEqual(
      seenSpaces.map(({ idSpace }) => idSpace),
      spaces,
    );
    const seenKeys = await pages(
      (page) => world.store.keys.list(page),
      2,
      async () => {},
    );
    assert.deepEqual(
      seenKeys.map(({ id }) => id),
      keys,
    );
  },

  async "gives out cursors of events that say nothing of other spaces, and refuses another space's"(world) {
    await world.post([], { id: "first" });
    await world.post([], { id: "second" });
    const other = { ...everyEvent, idSpace: "00000000-0000-4000-8000-000000000000", limit: 1 };
    const { nextCursor } = await world.store.listEvents({ ...everyEvent, idSpace: world.idSpace, limit: 1 });
    assert.equal(nextCursor, "second");
    const isInvalid = (error: unknown) => error instanceof ProblemError && error.problem.code === "invalid_cursor";
    await assert.rejects(world.store.listEvents({ ...other, cursor: nextCursor }), isInvalid);
  },

  async "refuses a cursor that it cannot have given out"({ store, idSpace }) {
    for (const cursor of ["", "0'", "evt_1", "null", "9".repeat(40)]) {
      const page = { limit: 10, cursor };
      const isInvalid = (error: unknown) => error instanceof ProblemError && error.problem.code === "invalid_cursor";
      await assert.rejects(store.listEvents({ idSpace, event: null, since: null, until: null, ...page }), isInvalid);
      await assert.rejects(store.listDeliveries({ ...NO_FILTER, idSpace, ...page }), isInvalid);
      await assert.rejects(store.listSpaces({ ...EVERY_SPACE, ...page }), isInvalid);
      await assert.rejects(store.keys.list(page), isInvalid);
    }
  },
};

/** All items, page by page, with something happening between the pages. */
async function pages<Item>(
  list: (page: PageQuery) => Promise<Page<Item>>,
  limit: number,
  between: () => Promise<unknown>,
): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<Item> = await list({ limit, cursor });
    assert.ok(page.items.length <= limit);
    items.push(...page.items);
    cursor = page.nextCursor;
    await between();
  } while (cursor !== null);
  return items;
}

async function postEvent(world: World): Promise<string> {
  const posted = await world.event();
  await world.store.acceptEvents([posted]);
  return posted.event.id;
}

async function postMany(world: World, count: number, endpoint: Parameters<World["post"]>[0][number]): Promise<void> {
  const template = await world.event([endpoint]);
  const events: Parameters<Store["acceptEvents"]>[0][number][] = [];
  for (let i = 0; i < count; i++) {
    const deliveries = template.deliveries.map((delivery) => ({ ...delivery, id: world.makeId("dlv") }));
    events.push({ ...template, event: { ...template.event, id: world.makeId("evt") }, deliveries });
  }
  await world.store.acceptEvents(events);
}

const everyEvent = { event: null, since: null, until: null, cursor: null };
