import assert from "node:assert/strict";
import { test } from "node:test";
import { parseExactly } from "./exact-json.ts";

test("every number goes out as it came in, and what JavaScript can hold is a number meanwhile", () => {
  const text = '{"id":12345678901234567890,"rate":1.0,"big":1e400,"list":[-0,0.1,7],"text":"1.0","none":null}';
  const value = parseExactly<{ list: unknown[] }>(text);
  assert.equal(JSON.stringify(value), text);
  assert.equal(value.list[2], 7);
});
