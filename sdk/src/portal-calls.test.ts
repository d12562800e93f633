import assert from "node:assert/strict";
import { test } from "node:test";
import { problemAnswer, startScripted } from "../test/scripted-server.ts";
import { enterPortalSession } from "./portal-calls.ts";

test("a link's code is traded without a key, in the body and not in the address", async (t) => {
  const server = await startScripted(t, () => ({ token: "phs_1" }));
  assert.deepEqual(await enterPortalSession({ url: server.url }, "phc_1"), { token: "phs_1" });
  const [asked] = server.asked;
  assert.equal(asked?.target, "/v1/portal-sessions/enter");
  assert.equal(asked?.headers.authorization, undefined);
  assert.deepEqual(JSON.parse(asked?.body ?? ""), { code: "phc_1" });
});

test("a code is not tried again, since nobody could tell a lost answer from one that was used", async (t) => {
  for (const answer of ["reset", problemAnswer(503, "overloaded"), problemAnswer(410, "link_used")] as const) {
    const server = await startScripted(t, () => answer);
    await assert.rejects(enterPortalSession({ url: server.url }, "phc_1"), { name: /^Posthorn/ });
    assert.equal(server.asked.length, 1);
  }
});
