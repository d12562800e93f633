import assert from "node:assert/strict";
import { test } from "node:test";
import { dnsFault, inSeconds, tcpFault } from "./connect-fault.ts";

function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

test("each way not to get a connection has its code, and words that name the address", () => {
  for (const [systemCode, code] of [
    ["ECONNREFUSED", "connection_refused"],
    ["ECONNRESET", "connection_reset"],
    ["ETIMEDOUT", "connection_timeout"],
    ["EHOSTUNREACH", "connection_failed"],
    ["ENETUNREACH", "connection_failed"],
    ["EPROTO", "connection_failed"],
  ] as const) {
    const cause = systemError(systemCode);
    const error = tcpFault("[2001:db8::7]:443", cause);
    assert.equal(error.fault.code, code);
    assert.match(error.fault.detail, /\[2001:db8::7\]:443/);
    assert.equal(error.cause, cause);
  }
});

test("a lack of sockets is Posthorn's own fault, and said to be", () => {
  for (const systemCode of ["EMFILE", "ENFILE", "ENOBUFS"]) {
    assert.equal(tcpFault("203.0.113.7:443", systemError(systemCode)).fault.code, "internal");
  }
});

test("a name that does not exist and a name server that does not work are two things", () => {
  for (const missing of ["ENOTFOUND", "ENODATA"]) {
    assert.equal(dnsFault("a.example", systemError(missing)).fault.code, "dns_not_found");
  }
  for (const broken of ["ESERVFAIL", "ETIMEOUT", "EAI_AGAIN", "ECONNREFUSED"]) {
    assert.equal(dnsFault("a.example", systemError(broken)).fault.code, "dns_failed");
  }
});

test("times are told in seconds, as short as they can be", () => {
  assert.deepEqual([15_000, 5000, 1250, 150, 125_000].map(inSeconds), ["15 s", "5 s", "1.25 s", "0.15 s", "125 s"]);
});
