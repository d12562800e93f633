import assert from "node:assert/strict";
import { test } from "node:test";
import { parseTime } from "./time.ts";

test("a time is read with its zone, to the millisecond", () => {
  for (const [text, iso] of [
    ["2026-01-31T09:30:00Z", "2026-01-31T09:30:00.000Z"],
    ["2026-01-31t09:30:00.123456789z", "2026-01-31T09:30:00.123Z"],
    ["2023-04-29T13:13:55.021+02:00", "2023-04-29T11:13:55.021Z"],
    ["2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000Z"],
    ["2000-02-29T23:59:59Z", "2000-02-29T23:59:59.000Z"],
    ["1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000Z"],
  ] as const) {
    assert.deepEqual(parseTime(text), { ms: Date.parse(iso) }, text);
  }
});

test("a day or an hour that does not exist is refused, and not taken for the next one", () => {
  for (const [text, words] of [
    ["2026-02-30T00:00:00Z", "that month has 28 days"],
    ["2023-02-29T00:00:00Z", "that month has 28 days"],
    ["2100-02-29T00:00:00Z", "that month has 28 days"],
    ["2026-04-31T00:00:00Z", "that month has 30 days"],
    ["2026-01-00T00:00:00Z", "that month has 31 days"],
    ["2026-13-01T00:00:00Z", "months go from 01 to 12"],
    ["2026-01-31T24:00:00Z", "hours go to 23"],
    ["2026-01-31T09:60:00Z", "minutes go to 59"],
    ["2016-12-31T23:59:60Z", "seconds go to 59"],
    ["2026-01-31T09:30:00+24:00", "hours go to 23"],
    ["2026-01-31T09:30:00+01:60", "minutes go to 59"],
  ] as const) {
    assert.deepEqual(parseTime(text), { fault: `"${text}" is no time: ${words}` });
  }
});

test("what is no time is refused in words that help", () => {
  for (const [text, words] of [
    ["", /expected a time such as 2026-01-31T09:30:00\.000Z, got ""$/],
    ["yesterday", /got "yesterday"$/],
    ["2026-01-31T09:30:00", /expected a time such as/],
    ["2026-01-31T09:30:00 02:00", /send it as %2B/],
    ["1969-12-31T23:59:59Z", /is before 1970/],
    ["x".repeat(1000), /^.{0,200}$/],
  ] as const) {
    const parsed = parseTime(text);
    assert.match("fault" in parsed ? parsed.fault : "", words);
  }
});
