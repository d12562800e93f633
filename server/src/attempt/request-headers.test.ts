import assert from "node:assert/strict";
import { test } from "node:test";
import { headerFault } from "./request-headers.ts";

test("ordinary headers are an endpoint's to set", () => {
  for (const [name, value] of [
    ["authorization", "Bearer abc"],
    ["X-Team", "sales, north"],
    ["cookie", "a=b"],
    ["x-empty", ""],
    ["x-odd!#$%&'*+.^_`|~", '~!"\\'],
  ] as const) {
    assert.equal(headerFault(name, value), null, name);
  }
});

test("the connection's headers and Posthorn's own are not, in whatever case", () => {
  for (const name of [
    [
      "Host",
      "Content-Length",
      "CONTENT-TYPE",
      "content-encoding",
      "Transfer-Encoding",
      "connection",
      "Keep-Alive",
      "te",
    ],
    ["trailer", "upgrade", "expect", "proxy-authorization", "user-agent", "accept-encoding", "webhook-id"],
    ["Webhook-Signature", "webhook-anything", "posthorn-event", "Posthorn-Anything"],
  ].flat()) {
    assert.notEqual(headerFault(name, "x"), null, name);
  }
});

test("a name that is no token, and a value that holds more than visible ASCII, are refused", () => {
  for (const name of ["", "x team", "x:team", "x\r\n", "é", "x\0", "(x)"]) {
    assert.notEqual(headerFault(name, "x"), null, JSON.stringify(name));
  }
  for (const value of ["a\r\nb: c", "a\nb", "\0", "\t", "a\x7f", "é", "😀", " a", "a "]) {
    assert.notEqual(headerFault("x-team", value), null, JSON.stringify(value));
  }
});
