import assert from "node:assert/strict";
import { test } from "node:test";
import { emptyForm, faultsOf, serverFaults, settingsOf } from "./form-values.ts";

test("an empty form asks for its URL and nothing else", () => {
  assert.deepEqual(Object.keys(faultsOf(emptyForm(10))), ["url"]);
  assert.deepEqual(faultsOf(emptyForm(10, "https://a.example/")), {});
});

test("numbers, the choice of events and doubled headers are checked while the form is here", () => {
  const form = emptyForm(10, "https://a.example/");
  for (const pauseAfter of ["", "0", "1001", "2.5", "ten"])
    assert.ok(faultsOf({ ...form, pauseAfter }).pauseAfter, pauseAfter);
  assert.ok(faultsOf({ ...form, events: [] }).events);
  const headers = ["X-Team", "x-team "].map((name, id) => ({ id, name, value: "a" }));
  assert.ok(faultsOf({ ...form, headers }).headers);
});

test("settings are trimmed, and rows of headers that say nothing are left out", () => {
  const form = {
    ...emptyForm(10, " https://a.example/ "),
    description: " x ",
    headers: [{ id: 0, name: "", value: "" }],
  };
  assert.deepEqual(settingsOf(form), {
    url: "https://a.example/",
    events: ["*"],
    description: "x",
    headers: {},
    pause_after: 10,
    is_secret_in_body: true,
    envelope: "seed",
  });
});

test("what the server finds stands beside the field it is about", () => {
  const faults = serverFaults({
    errors: [
      { path: "url", message: "must be https" },
      { path: "events[2]", message: "no such event type" },
      { path: 'headers["x-team"]', message: "too long" },
      { path: "secret", message: "too short" },
    ],
  });
  assert.deepEqual(faults, {
    url: "must be https",
    events: "no such event type",
    headers: 'headers["x-team"]: too long',
    other: "secret: too short",
  });
});
