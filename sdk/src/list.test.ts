import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { instantClock, startScripted } from "../test/scripted-server.ts";
import { Posthorn } from "./client.ts";

const ID_SPACE = "eb8edc65-129a-4cb6-abbe-6bf8979c0658";
const PAGES = [
  { data: [{ id: "a" }, { id: "b" }], next_cursor: "1" },
  { data: [], next_cursor: "2" },
  { data: [{ id: "c" }], next_cursor: null },
];

async function startPaged(t: TestContext) {
  const server = await startScripted(t, ({ target }) => {
    const cursor = new URL(target, "http://x").searchParams.get("cursor");
    return PAGES[Number(cursor ?? 0)] ?? { status: 400 };
  });
  return { ...server, posthorn: new Posthorn({ url: server.url, key: "k" }, instantClock()) };
}

test("for await goes through every page, also past an empty one", async (t) => {
  const { posthorn, asked } = await startPaged(t);
  const list = posthorn.deliveries.list({ id_space: ID_SPACE, status: "failed", limit: 2 });
  assert.equal(asked.length, 0, "nothing is asked before it is used");
  assert.deepEqual(
    (await Array.fromAsync(list)).map(({ id }) => id),
    ["a", "b", "c"],
  );
  const path = `/v1/spaces/${ID_SPACE}/deliveries?status=failed&limit=2`;
  assert.deepEqual(
    asked.map(({ target }) => target),
    [path, `${path}&cursor=1`, `${path}&cursor=2`],
  );
  assert.equal((await Array.fromAsync(list)).length, 3, "it can be gone through again");
});

test("a loop that ends early asks for no further page", async (t) => {
  const { posthorn, asked } = await startPaged(t);
  for await (const { id } of posthorn.deliveries.list({ id_space: ID_SPACE })) if (id === "b") break;
  assert.equal(asked.length, 1);
});

test("a page can be asked for by its cursor, and pages come one by one", async (t) => {
  const { posthorn, asked } = await startPaged(t);
  const list = posthorn.deliveries.list({ id_space: ID_SPACE, cursor: "1" });
  assert.deepEqual(await list.page(), PAGES[1]);
  assert.deepEqual(await Array.fromAsync(list.pages()), PAGES.slice(1));
  assert.equal(asked.length, 3);
});
