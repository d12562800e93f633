import assert from "node:assert/strict";
import { test } from "node:test";
import { type RangeForm, rangeOf, toLocalInput } from "./range.ts";

const NOW = Date.parse("2026-11-25T12:00:00.000Z");
const FORM: RangeForm = { idEndpoint: "ep_1", status: "failed", span: "24h", since: "", until: "" };

test("a span ends now, so that what is counted is what is sent", () => {
  assert.deepEqual(rangeOf(FORM, NOW), {
    since: "2026-11-24T12:00:00.000Z",
    until: "2026-11-25T12:00:00.000Z",
    status: "failed",
  });
});

test("times of one's own are in the viewer's zone, and come back to the control as they were", () => {
  const at = Date.parse("2026-11-20T08:30:00.000Z");
  const form: RangeForm = { ...FORM, span: "own", since: toLocalInput(at), until: toLocalInput(at + 60_000) };
  const range = rangeOf(form, NOW);
  assert.equal(range?.since, "2026-11-20T08:30:00.000Z");
  assert.equal(range?.until, "2026-11-20T08:31:00.000Z");
});

test("without an end it reaches until now; without a beginning, or backwards, it is no range", () => {
  const own: RangeForm = { ...FORM, span: "own", since: toLocalInput(NOW - 60_000) };
  assert.equal(rangeOf(own, NOW)?.until, "2026-11-25T12:00:00.000Z");
  assert.equal(rangeOf({ ...own, since: "" }, NOW), null);
  assert.equal(rangeOf({ ...own, until: toLocalInput(NOW - 120_000) }, NOW), null);
});
