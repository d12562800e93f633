import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { anyPayload } from "../test/any-payload.ts";
import { type Asked, instantClock, problemAnswer, type Script, startScripted } from "../test/scripted-server.ts";
import { Posthorn } from "./client.ts";
import type { NewEvent } from "./events.ts";
import { SendManyError } from "./send-many.ts";

const ID_SPACE = "eb8edc65-129a-4cb6-abbe-6bf8979c0658";

function lead(n: number, more: object = {}): NewEvent {
  return { id_space: ID_SPACE, event: "lead.create", payload: anyPayload({ n }), id: `e-${n}`, ...more };
}

function eventsOf({ body }: Asked): NewEvent[] {
  return body
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** What Posthorn answers to a batch, with every event whose payload has `bad` rejected. */
function batchAnswer(asked: Asked) {
  const results = eventsOf(asked).map(({ id, payload }, index) =>
    "bad" in payload ? { index, error: { code: "invalid_request", detail: "bad" } } : { index, id },
  );
  const rejected = results.filter((result) => "error" in result).length;
  return { accepted: results.length - rejected, rejected, results };
}

async function start(t: TestContext, script: (asked: Asked, index: number) => Script = batchAnswer) {
  const server = await startScripted(t, script);
  return { ...server, posthorn: new Posthorn({ url: server.url, key: "k", retries: 1 }, instantClock()) };
}

function* leads(count: number): Generator<NewEvent> {
  for (let n = 0; n < count; n++) yield lead(n);
}

test("events go a thousand at a time, in order, and each has its result", async (t) => {
  const { posthorn, asked } = await start(t);
  const done = await posthorn.sendMany(leads(2001));
  assert.deepEqual(
    asked.map((one) => eventsOf(one).length),
    [1000, 1000, 1],
  );
  assert.equal(asked[0]?.headers["content-type"], "application/x-ndjson");
  assert.deepEqual([done.accepted, done.rejected], [2001, 0]);
  for (const [index, result] of done.results.entries()) assert.deepEqual(result, { index, id: `e-${index}` });
});

test("no request has more than 4 MiB, but for one event that is larger by itself", async (t) => {
  const { posthorn, asked } = await start(t);
  const size = 1024 * 1024;
  const texts = ["é".repeat(size), "b".repeat(size), "c".repeat(size), "d".repeat(5 * size), "e"];
  const done = await posthorn.sendMany(texts.map((text, n) => lead(n, { payload: { text } })));
  assert.deepEqual(
    asked.map((one) => eventsOf(one).map(({ id }) => id)),
    [["e-0", "e-1"], ["e-2"], ["e-3"], ["e-4"]],
  );
  assert.equal(done.accepted, 5);
});

test("nothing is sent for no events", async (t) => {
  const { posthorn, asked } = await start(t);
  assert.deepEqual(await posthorn.sendMany([]), { accepted: 0, rejected: 0, results: [] });
  assert.equal(asked.length, 0);
});

test("bad events are named by their place and take no others with them, also where they are no JSON", async (t) => {
  const { posthorn } = await start(t);
  const bad = { payload: { bad: true } };
  const events = [lead(0), lead(1, { payload: { n: 1n } }), lead(2, bad), lead(3)];
  const done = await posthorn.sendMany(events);
  assert.deepEqual([done.accepted, done.rejected], [2, 2]);
  assert.deepEqual(
    done.results.map((result) => ("error" in result ? result.error.code : result.id)),
    ["e-0", "malformed_json", "invalid_request", "e-3"],
  );
  const rejected = await posthorn.sendMany(events, { keep: "rejected" });
  assert.deepEqual([rejected.accepted, rejected.results.map(({ index }) => index)], [2, [1, 2]]);
});

test("a source is asked for no more while a request or its progress is under way", async (t) => {
  let given = 0;
  async function* source() {
    for (const event of leads(2500)) {
      given += 1;
      yield event;
    }
  }
  const givenAt: number[] = [];
  const { posthorn } = await start(t, (asked) => {
    givenAt.push(given);
    return batchAnswer(asked);
  });
  const progress: number[][] = [];
  await posthorn.sendMany(source(), {
    async onProgress({ accepted, rejected, results }) {
      await new Promise(setImmediate);
      progress.push([accepted, rejected, results.length, given]);
    },
  });
  assert.deepEqual(givenAt, [1000, 2000, 2500]);
  assert.deepEqual(progress, [
    [1000, 0, 1000, 1000],
    [2000, 0, 1000, 2000],
    [2500, 0, 500, 2500],
  ]);
});

test("a batch that is too large for the server or a proxy is cut until it fits", async (t) => {
  const script = (asked: Asked): Script => {
    if (eventsOf(asked).some(({ id }) => id === "e-4")) return problemAnswer(413, "payload_too_large");
    return eventsOf(asked).length > 2 ? { status: 413, body: "<html>" } : batchAnswer(asked);
  };
  const { posthorn } = await start(t, script);
  const done = await posthorn.sendMany(leads(7));
  assert.deepEqual([done.accepted, done.rejected], [6, 1]);
  assert.deepEqual(done.results[4], { index: 4, error: { code: "payload_too_large", detail: "Some words." } });
  assert.deepEqual(
    done.results.map(({ index }) => index),
    [0, 1, 2, 3, 4, 5, 6],
  );
});

test("a repeat after a lost answer posts the same ids", async (t) => {
  const { posthorn, asked } = await start(t, (one, index) => (index === 0 ? "reset" : batchAnswer(one)));
  const { id: _, ...nameless } = lead(0);
  await posthorn.sendMany([nameless]);
  assert.equal(asked.length, 2);
  assert.equal(asked[0]?.body, asked[1]?.body);
  assert.match(eventsOf(asked[0] ?? assert.fail())[0]?.id ?? "", /^evt_/);
});

test("when the server is gone for good, the error tells what was done and what was not, ids and all", async (t) => {
  const { posthorn } = await start(t, (asked, index) => (index === 0 ? batchAnswer(asked) : "reset"));
  await assert.rejects(posthorn.sendMany(leads(1500)), (error) => {
    assert.ok(error instanceof SendManyError);
    assert.equal(error.code, "network");
    assert.deepEqual([error.done.accepted, error.done.results.length], [1000, 1000]);
    assert.deepEqual(
      error.unsent.map(({ id }) => id),
      [...leads(1500)].slice(1000).map(({ id }) => id),
    );
    return true;
  });
});

test("where the source fails, what it gave before is sent, and the error says how much", async (t) => {
  const { posthorn } = await start(t);
  const cause = new Error("the file ended");
  function* source() {
    yield* leads(3);
    throw cause;
  }
  await assert.rejects(posthorn.sendMany(source()), (error) => {
    assert.ok(error instanceof SendManyError);
    assert.deepEqual([error.code, error.cause, error.done.accepted, error.unsent], ["interrupted", cause, 3, []]);
    return true;
  });
});

test("aborting ends it, and closes the source", async (t) => {
  const { posthorn, firstAsked } = await start(t, () => "hang");
  const abort = new AbortController();
  let isClosed = false;
  function* source() {
    try {
      yield* leads(5000);
    } finally {
      isClosed = true;
    }
  }
  const sent = posthorn.sendMany(source(), { signal: abort.signal });
  await firstAsked;
  abort.abort();
  await assert.rejects(sent, (error) => {
    assert.ok(error instanceof SendManyError);
    assert.deepEqual([error.code, error.done.accepted, error.unsent.length], ["aborted", 0, 1000]);
    return true;
  });
  assert.ok(isClosed);
});
