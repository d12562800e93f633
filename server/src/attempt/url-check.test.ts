import assert from "node:assert/strict";
import { test } from "node:test";
import { createManualClock } from "../../test/manual-clock.ts";
import type { Resolve } from "./resolve.ts";
import { createUrlCheck } from "./url-check.ts";

function checkWith(resolve: Resolve, clock = createManualClock()) {
  const guard = { allowAddresses: ["10.1.0.0/16"], isHttpAllowed: false };
  const inbox = () => ({ prefix: "http://127.0.0.1:4747/inbox/", host: "127.0.0.1", port: 4747 });
  return createUrlCheck({ clock, guard, inbox, resolve });
}

const NO_LOOK_UP = () => assert.fail("nothing is looked up");

test("what the rules refuse is not looked up", async () => {
  const check = checkWith(NO_LOOK_UP);
  for (const [url, words] of [
    ["http://example.com/", /not encrypted/],
    ["nonsense", /not a valid URL/],
    ["https://127.0.0.1/", /loopback/],
    ["https://x.localhost/", /loopback/],
  ] as const) {
    const { isAllowed, isFound, detail } = await check(url);
    assert.deepEqual([isAllowed, isFound], [false, false], url);
    assert.match(detail, words);
  }
});

test("a name is judged by all its addresses", async () => {
  const check = checkWith(async (host) => (host === "mixed.example" ? ["8.8.8.8", "10.0.0.7"] : ["8.8.8.8"]));
  const good = await check("https://good.example/hook");
  assert.deepEqual([good.isAllowed, good.isFound], [true, true]);
  const mixed = await check("https://mixed.example/hook");
  assert.deepEqual([mixed.isAllowed, mixed.isFound], [false, true]);
  assert.match(mixed.detail, /mixed\.example resolves to 10\.0\.0\.7, a private address/);
  assert.equal((await check("https://10.1.2.3/")).isAllowed, true, "what the operator allows");
});

test("a name that is not found yet is allowed, with words", async () => {
  const missing = checkWith(() => Promise.reject(Object.assign(new Error("no"), { code: "ENOTFOUND" })));
  for (const check of [missing, checkWith(async () => [])]) {
    const { isAllowed, isFound, detail } = await check("https://soon.example/");
    assert.deepEqual([isAllowed, isFound], [true, false]);
    assert.match(detail, /soon\.example has no address/);
  }
});

test("this node's own inbox is allowed without a look-up", async () => {
  const verdict = await checkWith(NO_LOOK_UP)("http://127.0.0.1:4747/inbox/token-token");
  assert.deepEqual([verdict.isAllowed, verdict.isFound], [true, true]);
});

test("silent name servers are waited for a moment, a few at a time, and more than that are not asked at all", async () => {
  const clock = createManualClock();
  let asked = 0;
  const silent = () => {
    asked++;
    return new Promise<never>(() => {});
  };
  const check = checkWith(silent, clock);
  const verdicts = Array.from({ length: 25 }, (_, at) => check(`https://host-${at}.example/`));
  const over = await verdicts[24];
  assert.deepEqual([over?.isAllowed, over?.isFound], [true, false]);
  assert.match(over?.detail ?? "", /not looked up/);
  assert.equal(asked, 4);
  let isDone = false;
  const all = Promise.all(verdicts).finally(() => {
    isDone = true;
  });
  while (!isDone) {
    clock.advance(3_000);
    await new Promise((resolve) => setImmediate(resolve));
  }
  for (const { isAllowed, isFound, detail } of (await all).slice(0, 24)) {
    assert.deepEqual([isAllowed, isFound], [true, false]);
    assert.match(detail, /no name server answered/);
  }
});
