import assert from "node:assert/strict";
import { test } from "node:test";
import type { Theme } from "@posthorn/sdk";
import { textOn, themeColours } from "./theme-colours.ts";

const PLAIN: Theme = { mode: "auto", accent: null, background: null, surface: null, text: null };

test("text on a colour is black or white, whichever is easier to read", () => {
  for (const light of ["#ffffff", "#fff", "#f2b705", "#00e5a0"]) assert.equal(textOn(light), "#000", light);
  for (const dark of ["#000000", "#000", "#2f4ecb", "#b3261e"]) assert.equal(textOn(dark), "#fff", dark);
});

test("a theme without colours changes nothing", () => {
  assert.deepEqual(themeColours(PLAIN), { scheme: null, colours: {} });
});

test("colours that can be read are taken as they are", () => {
  const { scheme, colours } = themeColours({
    ...PLAIN,
    accent: "#0b5f4a",
    background: "#faf8f4",
    surface: "#fff",
    text: "#222222",
  });
  assert.equal(scheme, "light");
  assert.equal(colours["--color-accent"], "#0b5f4a");
  assert.equal(colours["--color-ground"], "#faf8f4");
  assert.equal(colours["--color-surface"], "#ffffff");
  assert.equal(colours["--color-ink"], "#222222");
});

test("an accent alone is moved for light and for dark, each as little as it takes", () => {
  const { scheme, colours } = themeColours({ ...PLAIN, accent: "#ffff00" });
  assert.equal(scheme, null);
  assert.match(colours["--color-accent"] ?? "", /^light-dark\(#[0-6][0-9a-f]{5}, #ffff00\)$/);
});

test("a dark surface makes a dark page, whatever is said of text", () => {
  const { scheme, colours } = themeColours({ ...PLAIN, surface: "#101820", text: "#202020" });
  assert.equal(scheme, "dark");
  assert.match(colours["--color-ink"] ?? "", /^#[a-f]/);
});
