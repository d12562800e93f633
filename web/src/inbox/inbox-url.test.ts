import assert from "node:assert/strict";
import { test } from "node:test";
import { inboxToken } from "./inbox-url.ts";

const NODE = "https://hooks.example/posthorn";

test("the token of an inbox is read from its URL, and from no other", () => {
  assert.equal(inboxToken(`${NODE}/inbox/hVqcyTcpNZbTmTXQkmJY5V`, NODE), "hVqcyTcpNZbTmTXQkmJY5V");
  assert.equal(inboxToken(`${NODE}/inbox/hVqcyTcp?from=crm`, NODE), "hVqcyTcp");
  for (const url of [
    `${NODE}/inbox/short`,
    `${NODE}/inbox/hVqcyTcpNZ/more`,
    `${NODE}/inbox/`,
    "https://other.example/inbox/hVqcyTcpNZbTmTXQkmJY5V",
    `https://hooks.example/inbox/hVqcyTcpNZbTmTXQkmJY5V`,
  ]) {
    assert.equal(inboxToken(url, NODE), null, url);
  }
});
