import assert from "node:assert/strict";
import { test } from "node:test";
import { createManualClock } from "../../test/manual-clock.ts";
import { createRates } from "./rates.ts";

test("a rate is the mean of the last ten whole seconds", () => {
  const clock = createManualClock();
  const rates = createRates(clock);
  rates.count("events", 50);
  rates.count("events", 50);
  rates.count("failed", 1);
  assert.equal(rates.perSecond("events"), 0, "the second is not over");
  clock.advance(1000);
  assert.equal(rates.perSecond("events"), 10);
  assert.equal(rates.perSecond("failed"), 0.1);
  assert.equal(rates.perSecond("delivered"), 0);
  clock.advance(9_000);
  rates.count("events", 20);
  assert.equal(rates.perSecond("events"), 10);
  clock.advance(1000);
  assert.equal(rates.perSecond("events"), 2, "what is older than ten seconds is forgotten");
  clock.advance(3_600_000);
  assert.equal(rates.perSecond("events"), 0);
});
