import assert from "node:assert/strict";
import { test } from "node:test";
import { createInboxMemory, type InboxHappening, type InboxRequest } from "./inbox-memory.ts";

const MIB = 1024 * 1024;

function requestOf(name: string, bodyBytes = 10): Omit<InboxRequest, "id"> {
  return { receivedAt: 0, method: "POST", headers: { name }, body: new Uint8Array(bodyBytes), answer: "200" };
}

function namesIn(memory: ReturnType<typeof createInboxMemory>, token: string): string[] {
  return memory.list(token).map(({ headers }) => headers["name"] ?? "");
}

test("requests are listed newest first, each inbox for itself", () => {
  const memory = createInboxMemory(MIB);
  for (const name of ["a", "b", "c"]) memory.keep("token-one", requestOf(name));
  memory.keep("token-two", requestOf("d"));
  assert.deepEqual(namesIn(memory, "token-one"), ["c", "b", "a"]);
  assert.deepEqual(namesIn(memory, "token-two"), ["d"]);
  assert.deepEqual(namesIn(memory, "token-six"), []);
});

test("an inbox keeps its last 200 requests", () => {
  const memory = createInboxMemory(MIB);
  for (let i = 0; i < 201; i++) memory.keep("token-one", requestOf(String(i)));
  const names = namesIn(memory, "token-one");
  assert.equal(names.length, 200);
  assert.equal(names[0], "200");
  assert.equal(names[199], "1");
});

test("over its bytes, the memory forgets the requests of the inbox that went unused the longest", () => {
  const memory = createInboxMemory(MIB);
  memory.keep("token-one", requestOf("a", 300_000));
  memory.keep("token-two", requestOf("b", 300_000));
  memory.keep("token-three", requestOf("c", 300_000));
  memory.list("token-one");
  memory.keep("token-four", requestOf("d", 300_000));
  assert.deepEqual(namesIn(memory, "token-one"), ["a"]);
  assert.deepEqual(namesIn(memory, "token-two"), []);
  assert.deepEqual(namesIn(memory, "token-three"), ["c"]);
  assert.deepEqual(namesIn(memory, "token-four"), ["d"]);
});

test("an inbox alone over the bytes forgets its own oldest requests and keeps the newest", () => {
  const memory = createInboxMemory(MIB);
  for (const name of ["a", "b", "c", "d"]) memory.keep("token-one", requestOf(name, 400_000));
  assert.deepEqual(namesIn(memory, "token-one"), ["d", "c"]);
});

test("what was emptied or pushed out makes room again", () => {
  const memory = createInboxMemory(MIB);
  for (let round = 0; round < 10; round++) {
    for (const name of ["a", "b"]) memory.keep("token-one", requestOf(name, 400_000));
    assert.deepEqual(namesIn(memory, "token-one"), ["b", "a"]);
    memory.empty("token-one");
    assert.deepEqual(namesIn(memory, "token-one"), []);
  }
});

test("the 1,001st inbox pushes out the one that went unused the longest, with all it held", () => {
  const memory = createInboxMemory(MIB);
  memory.keep("token-old", requestOf("a", 900_000));
  memory.setAnswer("token-old", "500");
  memory.setAnswer("token-used", "410");
  for (let i = 0; i < 998; i++) memory.setAnswer(`token-${i}`, "200");
  assert.equal(memory.answerOf("token-used"), "410");
  memory.setAnswer("token-new", "200");
  assert.equal(memory.answerOf("token-old"), "200");
  assert.deepEqual(namesIn(memory, "token-old"), []);
  assert.equal(memory.answerOf("token-used"), "410");
  for (const name of ["b", "c"]) memory.keep("token-new", requestOf(name, 450_000));
  assert.deepEqual(namesIn(memory, "token-new"), ["c", "b"], "the bytes of the one pushed out are free again");
});

test("looking at an inbox that nobody uses pushes no other out", () => {
  const memory = createInboxMemory(MIB);
  memory.keep("token-one", requestOf("a"));
  for (let i = 0; i < 2000; i++) memory.list(`token-${i}`);
  assert.deepEqual(namesIn(memory, "token-one"), ["a"]);
});

test("who watches an inbox is told of all that happens to it, and of no other", () => {
  const memory = createInboxMemory(MIB);
  const seen: InboxHappening[] = [];
  const stop = memory.watch("token-one", (happening) => seen.push(happening));
  memory.keep("token-one", requestOf("a"));
  memory.keep("token-two", requestOf("b"));
  memory.setAnswer("token-one", "500");
  memory.empty("token-one");
  stop();
  memory.keep("token-one", requestOf("c"));
  const [request, ...others] = seen;
  assert.equal(request?.kind === "request" && request.request.headers["name"], "a");
  assert.deepEqual(others, [{ kind: "answer", answer: "500" }, { kind: "emptied" }]);
  const ids = [...memory.list("token-one"), ...memory.list("token-two")].map(({ id }) => id);
  assert.equal(new Set(ids).size, 2);
});

test("an emptied inbox goes on answering as it was told", () => {
  const memory = createInboxMemory(MIB);
  memory.setAnswer("token-one", "500");
  memory.empty("token-one");
  assert.equal(memory.answerOf("token-one"), "500");
});
