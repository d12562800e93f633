import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { repeatedKey } from "./repeated-key.ts";

test("a key that comes twice in one object is found, at any depth and in any spelling", () => {
  const cases: [text: string, path: string | null][] = [
    ['{"a":1,"b":{"a":2},"c":[{"a":3},{"a":4}]}', null],
    ['{"a":1, "a":1}', "a"],
    ['{"a":1,"\\u0061":2}', "a"],
    ['{"x":[1,[2],{"b c":"\\"}","b c":{}}]}', 'x[2]["b c"]'],
    ['{"":{"":1,"":2}}', '[""][""]'],
    ['{"a":"a","b":"b\\\\"}', null],
    ['["a","a",{"a":["a",{"a":"a,"}]}]', null],
    ['{"__proto__":1,"__proto__":2}', "__proto__"],
    ["null", null],
  ];
  for (const [text, path] of cases) assert.equal(repeatedKey(text), path, text);
});

test("what an object has written has no key twice, and one added to it is found", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.integer({ min: 0, max: 2 }), (value, space) => {
      const text = JSON.stringify({ value, last: 0 }, null, space);
      assert.equal(repeatedKey(text), null);
      assert.equal(repeatedKey(text.replace(/\}$/, ',"value":1}')), "value");
    }),
  );
});

test("no depth is too much for it", () => {
  const depth = 100_000;
  assert.equal(repeatedKey(`${'{"a":['.repeat(depth)}${"]}".repeat(depth)}`), null);
});
