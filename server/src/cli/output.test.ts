import assert from "node:assert/strict";
import { test } from "node:test";
import { createManualClock } from "../../test/manual-clock.ts";
import { type Cell, styled, timeCell } from "./cells.ts";
import { createOutput, isColoured, type Output } from "./output.ts";
import { textWidth } from "./text-width.ts";

const NOW = 1_700_000_000_000;
const ESCAPE = "\u001b";
/** What a hostile app could name things: colours, a clipboard write, a C1 escape, a turned direction, a lone surrogate. */
const HOSTILE = `a${ESCAPE}[31m${ESCAPE}]52;c;aGk=\u0007\u009b2J\u202eb\ud800\r\n\t`;

interface Thing {
  id: string;
  url: string;
  at: string | null;
}

const COLUMNS = [
  { title: "ID", cell: ({ id }: Thing): Cell => id },
  { title: "STATUS", cell: (): Cell => styled("green", "active") },
  { title: "URL", cell: ({ url }: Thing): Cell => url, isFlexible: true },
  { title: "AT", cell: ({ at }: Thing): Cell => timeCell(at) },
];
const THING = { id: "ep_0Vbr95Er0017oyCeVh9Z", url: "https://example.com/hooks/a", at: "2023-11-14T22:10:00.000Z" };

interface Settings {
  columns?: number | null;
  isJson?: boolean;
  hasFullTimes?: boolean;
  env?: Record<string, string>;
}

/** All that is written by `use`. */
async function written(
  use: (output: Output) => Promise<void>,
  { columns = 80, isJson = false, hasFullTimes = false, env = { NO_COLOR: "1" } }: Settings = {},
): Promise<string> {
  let text = "";
  const sink = {
    isTerminal: columns !== null,
    columns: columns ?? 0,
    async write(more: string) {
      text += more;
    },
  };
  const clock = createManualClock(NOW);
  await use(createOutput({ stdout: sink, stderr: sink, env, clock }, { isJson, hasFullTimes, hasNoColor: false }));
  return text;
}

test("a list is a table in a terminal, with times as people tell them", async () => {
  const text = await written((output) => output.list([THING, { ...THING, at: null }], COLUMNS, "None."));
  assert.deepEqual(text.split("\n"), [
    "ID                       STATUS  URL                          AT",
    "ep_0Vbr95Er0017oyCeVh9Z  active  https://example.com/hooks/a  3 min ago",
    "ep_0Vbr95Er0017oyCeVh9Z  active  https://example.com/hooks/a  –",
    "",
  ]);
});

test("what does not fit is cut where it may be", async () => {
  const text = await written((output) => output.list([THING], COLUMNS, "None."), { columns: 66 });
  assert.match(text, /^ep_0Vbr95Er0017oyCeVh9Z {2}active {2}https:\/\/example\.com\/h… {2}3 min ago$/m);
});

test("where columns do not fit at all, each thing has lines of its own, and its id whole", async () => {
  const text = await written((output) => output.list([THING], COLUMNS, "None."), { columns: 40 });
  assert.deepEqual(text.split("\n"), [
    "ep_0Vbr95Er0017oyCeVh9Z  active",
    "  https://example.com/hooks/a  3 min ago",
    "",
  ]);
});

test("no line is wider than the terminal, whatever characters are in it", async () => {
  const things = ["日本語のとても長い説明文です".repeat(5), "👩‍👩‍👧‍👦".repeat(50), "x".repeat(300)].map((url) => ({
    ...THING,
    url,
  }));
  for (const columns of [40, 60, 80, 120]) {
    const text = await written((output) => output.list(things, COLUMNS, "None."), { columns });
    for (const line of text.split("\n")) assert.ok(textWidth(line) <= columns, `${columns}: ${line}`);
  }
});

test("through a pipe a list has a line a thing, tabs between values, times whole and nothing where there is none", async () => {
  const text = await written((output) => output.list([THING, { ...THING, at: null }], COLUMNS, "None."), {
    columns: null,
  });
  assert.equal(text, `${THING.id}\tactive\t${THING.url}\t${THING.at}\n${THING.id}\tactive\t${THING.url}\t\n`);
});

test("as JSON a list is one document, however long, and an empty one is []", async () => {
  const things = Array.from({ length: 450 }, (_, index) => ({ ...THING, id: String(index) }));
  const asJson = (rows: Thing[]) => written((output) => output.list(rows, COLUMNS, "None."), { isJson: true });
  assert.deepEqual(JSON.parse(await asJson(things)), things);
  assert.deepEqual(JSON.parse(await asJson([])), []);
});

test("an empty list says so to a person, and nothing to a pipe", async () => {
  const none = (settings: Settings) => written((output) => output.list([], COLUMNS, "There are none."), settings);
  assert.equal(await none({}), "There are none.\n");
  assert.equal(await none({ columns: null }), "");
});

test("what streams is a line each, as JSON too", async () => {
  const two = async (output: Output) => {
    const write = output.stream(COLUMNS);
    await write(THING);
    await write(THING);
  };
  const lines = (await written(two, { isJson: true })).trimEnd().split("\n");
  assert.deepEqual(
    lines.map((line) => JSON.parse(line)),
    [THING, THING],
  );
  assert.equal((await written(two)).match(/^ID /gm)?.length, 1);
});

test("nothing that comes from elsewhere reaches a terminal as a control character", async () => {
  const use = async (output: Output) => {
    await output.list([{ ...THING, id: HOSTILE, url: HOSTILE, at: HOSTILE }], COLUMNS, HOSTILE);
    await output.item({ id: HOSTILE }, [
      [HOSTILE, HOSTILE],
      ["b", [styled("red", HOSTILE), timeCell(HOSTILE)]],
    ]);
    await output.done({ id: HOSTILE }, ["Deleted ", HOSTILE]);
    await output.line(HOSTILE);
    await output.block(HOSTILE);
    await output.hint(HOSTILE);
    await output.warn(HOSTILE);
  };
  const all: Settings[] = [{}, { columns: 40 }, { columns: null }, { isJson: true }, { hasFullTimes: true }];
  for (const settings of all) {
    const text = await written(use, settings);
    assert.doesNotMatch(
      text.replaceAll(/[\n\t]/g, ""),
      /\p{Cc}|[\u202a-\u202e\u2028]|\p{Cs}/u,
      JSON.stringify(settings),
    );
    assert.match(text, settings.isJson ? /\\u001b/ : /\\u\{1b\}/);
  }
});

test("JSON is the same to a program, escapes and all", async () => {
  const text = await written((output) => output.item({ id: HOSTILE }, []), { isJson: true });
  assert.deepEqual(JSON.parse(text), { id: HOSTILE });
});

test("one thing has its labels in a column, and long words wrapped beside them, or below where it is narrow", async () => {
  const item = (output: Output) =>
    output.item({}, [
      ["id", "ep_1"],
      ["reason", "one two three four five six seven"],
    ]);
  assert.equal(
    await written(item, { columns: 34 }),
    "id      ep_1\nreason  one two three four five\n        six seven\n",
  );
  assert.equal(await written(item, { columns: 24 }), "id\n  ep_1\nreason\n  one two three four\n  five six seven\n");
  assert.equal(await written(item, { columns: null }), "id\tep_1\nreason\tone two three four five six seven\n");
});

test("full times are shown where they are asked for", async () => {
  const text = await written((output) => output.item({}, [["at", timeCell(THING.at)]]), { hasFullTimes: true });
  assert.equal(text, `at  ${THING.at}\n`);
});

test("colour is for terminals; NO_COLOR and --no-color switch it off, FORCE_COLOR on", () => {
  const [terminal, pipe] = [{ isTerminal: true }, { isTerminal: false }];
  assert.equal(isColoured(terminal, {}, false), true);
  assert.equal(isColoured(pipe, {}, false), false);
  assert.equal(isColoured(terminal, { NO_COLOR: "1" }, false), false);
  assert.equal(isColoured(terminal, { NO_COLOR: "" }, false), true);
  assert.equal(isColoured(terminal, { TERM: "dumb" }, false), false);
  assert.equal(isColoured(terminal, { FORCE_COLOR: "1" }, true), false);
  assert.equal(isColoured(pipe, { FORCE_COLOR: "1" }, false), true);
  assert.equal(isColoured(pipe, { FORCE_COLOR: "1", NO_COLOR: "1" }, false), false);
  assert.equal(isColoured(terminal, { FORCE_COLOR: "0" }, false), false);
});

test("colour goes around the text that it belongs to, and counts for nothing in the alignment", async () => {
  const list = (output: Output) => output.list([THING], COLUMNS, "None.");
  const coloured = await written(list, { env: {} });
  assert.match(coloured, new RegExp(`${ESCAPE}\\[32mactive${ESCAPE}\\[39m`));
  assert.equal(coloured.replaceAll(new RegExp(`${ESCAPE}\\[\\d+m`, "g"), ""), await written(list));
});
