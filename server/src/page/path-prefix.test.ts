import assert from "node:assert/strict";
import { test } from "node:test";
import { createPathPrefix } from "./path-prefix.ts";

test("the public URL's path is taken off where a proxy has left it", () => {
  const { prefix, strip } = createPathPrefix("https://example.com/tools/hooks") ?? {};
  assert.equal(prefix, "/tools/hooks");
  for (const [url, stripped] of [
    ["/tools/hooks/v1/me?x=1", "/v1/me?x=1"],
    ["/tools/hooks/", "/"],
    ["/v1/me", "/v1/me"],
    ["/", "/"],
    ["/tools/hooksmith/v1", "/tools/hooksmith/v1"],
    ["/tools", "/tools"],
    ["/tools/hooks", "/tools/hooks"],
    ["/tools/hooks?x", "/tools/hooks?x"],
  ] as const) {
    assert.equal(strip?.(url), stripped);
  }
});

test("where there is no path, or one like our own, nothing is taken off", () => {
  for (const url of [
    null,
    "https://example.com",
    "https://example.com/",
    "https://example.com/v1",
    "http://x/inbox/a",
  ]) {
    assert.equal(createPathPrefix(url), null, String(url));
  }
});
