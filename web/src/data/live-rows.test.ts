import assert from "node:assert/strict";
import { test } from "node:test";
import { type Pages, rowsOf, withRow } from "./live-rows.ts";

interface Row {
  id: string;
  created_at: string;
  status: string;
}

function row(second: number, status = "delivered"): Row {
  return { id: `dlv_${second}`, created_at: `2026-11-25T10:00:0${second}.000Z`, status };
}

/** Seconds in pages, newest first; the last page is open where there are more on the server. */
function listOf(pages: number[][], isWhole = true): Pages<Row> {
  return {
    pages: pages.map((seconds, index) => ({
      data: seconds.map((second) => row(second)),
      next_cursor: isWhole && index === pages.length - 1 ? null : `c${index}`,
    })),
    pageParams: [],
  };
}

const seconds = (list: Pages<Row>) => list.pages.map(({ data }) => data.map(({ id }) => Number(id.slice(4))));
const all = () => true;
const failed = ({ status }: Row) => status === "failed";

test("a list whose newest rows were put away takes no newer ones, and goes on changing those it has", () => {
  const cut = { ...listOf([[5, 4], [3]]), pageParams: ["c0", "c1"] };
  assert.equal(withRow(cut, row(6), all), cut);
  assert.deepEqual(seconds(withRow(cut, row(4, "failed"), all)), [[5, 4], [3]]);
  assert.deepEqual(seconds(withRow({ ...listOf([[5, 3]]), pageParams: ["c0"] }, row(4), all)), [[5, 4, 3]]);
});

test("a new row comes first", () => {
  assert.deepEqual(seconds(withRow(listOf([[5, 4], [3]]), row(6), all)), [[6, 5, 4], [3]]);
});

test("a row that comes late goes where its time puts it", () => {
  assert.deepEqual(seconds(withRow(listOf([[6, 4], [2]]), row(5), all)), [[6, 5, 4], [2]]);
  assert.deepEqual(seconds(withRow(listOf([[6, 5], [2]]), row(3), all)), [
    [6, 5],
    [3, 2],
  ]);
});

test("a row older than all that was fetched comes with its page, or last where there is no other", () => {
  assert.deepEqual(seconds(withRow(listOf([[6, 5]], false), row(1), all)), [[6, 5]]);
  assert.deepEqual(seconds(withRow(listOf([[6, 5]]), row(1), all)), [[6, 5, 1]]);
  assert.deepEqual(seconds(withRow(listOf([[]]), row(1), all)), [[1]]);
});

test("a known row changes in its place, in every page that has it", () => {
  const list = withRow(
    listOf([
      [5, 4],
      [4, 3],
    ]),
    row(4, "failed"),
    all,
  );
  assert.deepEqual(
    list.pages.map(({ data }) => data.map(({ status }) => status)),
    [
      ["delivered", "failed"],
      ["failed", "delivered"],
    ],
  );
  assert.deepEqual(
    rowsOf(list).map(({ id }) => id),
    ["dlv_5", "dlv_4", "dlv_3"],
  );
});

test("what does not fit the filter does not come in, and leaves where it no longer does", () => {
  assert.deepEqual(seconds(withRow(listOf([[5]]), row(6), failed)), [[5]]);
  assert.deepEqual(seconds(withRow(listOf([[5, 4]]), row(4), failed)), [[5]]);
  assert.deepEqual(seconds(withRow(listOf([[5]]), row(6, "failed"), failed)), [[6, 5]]);
});
