import assert from "node:assert/strict";
import { test } from "node:test";
import { adviceFor } from "./advice.ts";

test("every answer that is no success has advice of its own kind, and where none came none is made up", () => {
  for (const status of [400, 401, 403, 404, 405, 413, 415, 429, 500, 502, 503, 504]) {
    const advice = adviceFor("status", status);
    assert.ok(advice !== null && advice !== adviceFor("status", 418), `${status}`);
  }
  assert.match(adviceFor("status", 599) ?? "", /log/);
  assert.match(adviceFor("status", 418) ?? "", /2xx/);
  assert.match(adviceFor("redirect", 301) ?? "", /where it leads/);
  assert.equal(adviceFor("status", null), null);
  assert.equal(adviceFor("of_a_later_release", 500), null);
});
