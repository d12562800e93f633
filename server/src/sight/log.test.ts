import assert from "node:assert/strict";
import { test } from "node:test";
import { createLog } from "./log.ts";

function linesOf(level: "debug" | "warn" | "silent", write: (log: ReturnType<typeof createLog>) => void) {
  const lines: string[] = [];
  write(createLog(level, { write: (line) => lines.push(line) }));
  return lines;
}

test("a line is JSON with its level, an ISO time, the fields and the message", () => {
  const [line = ""] = linesOf("debug", (log) => log.info({ port: 4747 }, "listening"));
  const { time, ...rest } = JSON.parse(line);
  assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assert.deepEqual(rest, { level: "info", port: 4747, msg: "listening" });
});

test("what is below the level is left out", () => {
  const lines = linesOf("warn", (log) => {
    log.debug({}, "one");
    log.info({}, "two");
    log.warn({}, "three");
    log.error({}, "four");
  });
  assert.deepEqual(
    lines.map((line) => JSON.parse(line).msg),
    ["three", "four"],
  );
  assert.deepEqual(
    linesOf("silent", (log) => log.error({}, "five")),
    [],
  );
});

test("secrets, keys and payloads do not get through, however they are wrapped", () => {
  const endpoint = { id: "ep_1", secrets: { body: "hush-1", signing: "hush-2" } };
  const request = { headers: { authorization: "hush-3", "webhook-signature": "hush-4", accept: "seen-1" } };
  const lines = linesOf("debug", (log) => {
    log.info({ endpoint, request, payload: "hush-5", operatorKey: "hush-6" }, "seen-2");
    log.info({ delivery: { payload: { email: "hush-7" } }, key: "hush-8" }, "seen-3");
    log.info({ "webhook-signature": "hush-9", headers: { "webhook-signature": "hush-10" } }, "seen-4");
  });
  const text = lines.join("");
  assert.doesNotMatch(text, /hush/);
  for (const seen of ["seen-1", "seen-2", "seen-3", "seen-4", "ep_1"]) assert.match(text, new RegExp(seen));
});

test("a secret that is not there shows as null", () => {
  const [line = ""] = linesOf("debug", (log) => log.info({ config: { operatorKey: null } }, "starting"));
  assert.equal(JSON.parse(line).config.operatorKey, null);
});

test("an error is written with what caused it", () => {
  const err = new Error("the store cannot be written", { cause: new Error("disk full") });
  const [line = ""] = linesOf("debug", (log) => log.error({ err }, "not kept"));
  const logged = JSON.parse(line).err;
  assert.equal(logged.message, "the store cannot be written");
  assert.equal(logged.cause.message, "disk full");
});
