import assert from "node:assert/strict";
import { test } from "node:test";
import { textOn } from "./theme.ts";

test("text on a colour is black or white, whichever is easier to read", () => {
  for (const light of ["#ffffff", "#fff", "#f2b705", "#00e5a0"]) assert.equal(textOn(light), "#000", light);
  for (const dark of ["#000000", "#000", "#2f4ecb", "#b3261e"]) assert.equal(textOn(dark), "#fff", dark);
});
