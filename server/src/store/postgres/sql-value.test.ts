import assert from "node:assert/strict";
import { after, test } from "node:test";
import fc from "fast-check";
import { createPostgresDatabase } from "../../../test/postgres-database.ts";
import { openDatabase } from "./driver.ts";
import type { SqlValue } from "./sql-value.ts";

const own = await createPostgresDatabase();
const database = openDatabase({ url: own.url, connectionsMax: 1, after: () => () => {} });
after(async () => {
  await database.close();
  await own.drop();
});

/** What Postgres has understood. */
async function readBack(type: string, value: SqlValue): Promise<unknown> {
  const [row] = await database.run<{ value: unknown }>(`select $1::${type} as value`, [value]);
  return row?.value;
}

test("arrays arrive as they were, whatever their texts hold", async () => {
  const text = fc.string({ unit: "binary" }).map((some) => some.replaceAll("\0", "").toWellFormed());
  const awkward = fc.constantFrom("", "NULL", "{}", "a,b", '"', "\\", '\\\\"', " ", "\n", "Zoë ☃ 😀");
  await fc.assert(
    fc.asyncProperty(fc.array(fc.option(fc.oneof(text, awkward))), async (texts) => {
      assert.deepEqual(await readBack("text[]", texts), texts);
    }),
    { numRuns: 200 },
  );
  for (const [type, values] of [
    ["integer[]", [0, -1, null, 2 ** 31 - 1]],
    ["float8[]", [0, -0.5, 4.123, 1e-7, 1e21, null]],
    ["boolean[]", [true, false, null]],
    ["text[]", []],
  ] as const) {
    assert.deepEqual(await readBack(type, values), values);
  }
});

test("a text with NUL in it is kept without, alone and in an array", async () => {
  assert.equal(await readBack("text", "a\0b"), "a\uFFFDb");
  assert.deepEqual(await readBack("text[]", ["a\0b", "c"]), ["a\uFFFDb", "c"]);
});
