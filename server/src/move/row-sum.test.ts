import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type MovedValue, same } from "./moved-table.ts";
import { createRowSum, toValues } from "./row-sum.ts";

function digestOf(...rows: MovedValue[][]): string {
  const sum = createRowSum();
  for (const row of rows) sum.add(row);
  return sum.digest();
}

const bytes = (text: string) => new TextEncoder().encode(text);

describe("the sum of rows", () => {
  it("is the same in whatever order they come, and when it goes on from some of them", () => {
    const rows: MovedValue[][] = [
      ["a", 1],
      ["b", 2.5],
      ["c", null],
    ];
    assert.equal(digestOf(...rows), digestOf(...rows.toReversed()));
    const [first = [], ...rest] = rows;
    const begun = createRowSum();
    begun.add(first);
    const sum = createRowSum({ count: begun.count, digest: begun.digest() });
    for (const row of rest) sum.add(row);
    assert.deepEqual([sum.count, sum.digest()], [3, digestOf(...rows)]);
    assert.match(sum.digest(), /^[0-9a-f]{64}$/);
  });

  it("is another one for whatever is not the same, a row that is there twice included", () => {
    const digests = [
      digestOf(),
      ...[
        ["ab", ""],
        ["a", "b"],
        ["", "ab"],
        [null, "ab"],
        ["null", "ab"],
        ["b", "a"],
      ].map((row) => digestOf(row)),
      ...[[1], ["1"], [true], [bytes("1")], [bytes("")], [null], [1.5]].map((row) => digestOf(row)),
      ...[
        [bytes("ab"), bytes("c")],
        [bytes("a"), bytes("bc")],
      ].map((row) => digestOf(row)),
      digestOf([1], [1]),
      digestOf([1], [1], [1]),
    ];
    assert.equal(new Set(digests).size, digests.length);
  });

  it("takes values of both databases for the same", () => {
    const columns = [same("boolean", "is_test"), same("text", "text"), same("real", "ms"), same("bytes", "payload")];
    const inSqlite = { is_test: 1, text: "a\0b", ms: 5, payload: Uint8Array.of(0, 255) };
    const inPostgres = { is_test: true, text: "a\uFFFDb", ms: 5, payload: Buffer.from([0, 255]) };
    assert.equal(digestOf(toValues(columns, inSqlite)), digestOf(toValues(columns, inPostgres)));
  });
});
