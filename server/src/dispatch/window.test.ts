import assert from "node:assert/strict";
import { test } from "node:test";
import { createWindow } from "./window.ts";

test("an endpoint that has not earned more gets only as many requests as are left until the pause", () => {
  const window = createWindow(100);
  assert.equal(window.allowed(0, 10), 10);
  assert.equal(window.allowed(7, 10), 3);
  assert.equal(window.allowed(9, 10), 1);
  assert.equal(window.allowed(0, 3), 3);
  assert.equal(window.allowed(0, 500), 10);
});

test("it grows by one with each success up to its maximum, and each failure halves it", () => {
  const window = createWindow(100);
  for (let i = 0; i < 200; i++) window.succeeded();
  assert.equal(window.allowed(0, 10), 100);
  window.failed();
  assert.equal(window.allowed(0, 10), 50);
  for (let i = 0; i < 20; i++) window.failed();
  assert.equal(window.allowed(0, 10), 10);
});

test("while failures run, an earned window is worth nothing: each request may be one more failure", () => {
  const window = createWindow(100);
  for (let i = 0; i < 90; i++) window.succeeded();
  assert.equal(window.allowed(4, 10), 6);
});

test("an endpoint at its limit always has one request, or it could never recover", () => {
  assert.equal(createWindow(100).allowed(10, 10), 1);
  assert.equal(createWindow(1).allowed(0, 10), 1);
});
