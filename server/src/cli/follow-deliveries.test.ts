import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { type Delivery, type DeliveryStatus, Posthorn } from "@posthorn/sdk";
import { createCli } from "../../test/cli-process.ts";
import { withCliServer } from "../../test/cli-server.ts";
import { OPERATOR_KEY, runPosthorn, startNode, workingFolder } from "../../test/node-process.ts";
import { systemClock } from "../system.ts";
import { createNews, followDeliveries } from "./follow-deliveries.ts";
import { createOutput } from "./output.ts";

const server = withCliServer();

function delivery(id: string, status: DeliveryStatus): Delivery {
  return {
    id,
    id_space: server.idSpace,
    id_endpoint: "ep_1",
    id_event: "evt_1",
    event: "lead.create",
    status,
    created_at: "2026-01-31T09:30:00.000Z",
    ended_at: null,
    attempt_count: 0,
    last_response_status: null,
    last_error_code: null,
    last_duration_ms: null,
  };
}

const told = (deliveries: readonly Delivery[]) => deliveries.map(({ id, status }) => `${id} ${status}`);

test("each delivery is told once for each state it comes to, oldest first, and none that waits", () => {
  const news = createNews();
  const [d1, d2] = [delivery("d1", "delivered"), delivery("d2", "pending")];
  assert.deepEqual(told(news.take([d2, d1])), ["d1 delivered"]);
  assert.deepEqual(told(news.take([d2])), []);
  const [d3, d4] = [delivery("d3", "held"), delivery("d4", "pending")];
  assert.deepEqual(told(news.take([d4, d3, delivery("d2", "failed")])), ["d2 failed", "d3 held"]);
  assert.deepEqual(told(news.take([d4, delivery("d3", "delivered")])), ["d3 delivered"]);
});

test("no look goes further back than to the oldest that still waits", () => {
  const news = createNews();
  assert.equal(news.oldestOpen(), "");
  news.take([delivery("d4", "pending"), delivery("d3", "held"), delivery("d2", "pending"), delivery("d1", "failed")]);
  assert.equal(news.oldestOpen(), "d2");
  news.take([delivery("d2", "failed")]);
  assert.equal(news.oldestOpen(), "d4");
  news.take([delivery("d4", "delivered")]);
  assert.equal(news.oldestOpen(), "d4");
});

test("what is remembered is bounded", () => {
  const news = createNews();
  const id = (number: number) => `d${String(number).padStart(6, "0")}`;
  for (let number = 0; number < 5001; number++) news.take([delivery(id(number), "held")]);
  assert.deepEqual(told(news.take([delivery(id(0), "held")])), [`${id(0)} held`], "forgotten");
  assert.deepEqual(news.take([delivery(id(5000), "held")]), []);
});

/** A process that follows, and what it has shown. */
function follow(env: Readonly<Record<string, string>>, cwd: string) {
  const child = runPosthorn({ cwd, env, args: ["deliveries", "--follow", "--json", "--event", "lead.create"] });
  let [shown, errors] = ["", ""];
  child.stdout?.on("data", (chunk) => {
    shown += chunk;
  });
  child.stderr?.on("data", (chunk) => {
    errors += chunk;
  });
  return {
    async whenShown(words: string): Promise<void> {
      while (!(shown + errors).includes(words)) {
        assert.equal(child.exitCode, null, errors);
        await Promise.race(
          [child.stdout, child.stderr, child].map((each) => each && once(each, each === child ? "exit" : "data")),
        );
      }
    },
    async interrupt() {
      child.kill("SIGINT");
      const [code] = await once(child, "exit");
      const deliveries: Delivery[] = shown
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line));
      return { code, errors, told: deliveries.map(({ id_event: event, status }) => `${event} ${status}`) };
    },
  };
}

test("deliveries are shown as they come, and Ctrl-C ends it with 130 and no words", async () => {
  const { cli, node, env, folder } = server;
  await cli("endpoints", "create", `${node.url}/inbox/followed-of-the-tests`);
  const before = await cli.json("trigger", "lead.create");
  const following = follow(env, folder);
  await following.whenShown(before.id);
  await cli.json("trigger", "lead.update");
  const { id } = await cli.json("trigger", "lead.create");
  await following.whenShown(id);
  const ended = await following.interrupt();
  assert.deepEqual(ended, { code: 130, errors: "", told: [`${before.id} delivered`, `${id} delivered`] });
});

test("a server that goes away just when it is asked for what was missed is waited for", async () => {
  const { cli, node, idSpace } = server;
  await cli("endpoints", "create", `${node.url}/inbox/away-of-the-tests`);
  const interruption = new AbortController();
  let isStreaming = false;
  let refusals = 3;
  let [shown, errors, expected] = ["", "", "-"];
  /** This machine's network, but it breaks for a while once the stream is there. */
  const breaking: typeof fetch = async (url, init) => {
    if (isStreaming && String(url).includes("/deliveries?") && refusals > 0) {
      // What happens now is in no message of the stream's that comes later: only the next look can tell it.
      if (refusals === 3) expected = (await cli.json("trigger", "tag.create")).id;
      refusals -= 1;
      throw new TypeError("fetch failed");
    }
    isStreaming ||= String(url).endsWith("/stream");
    return fetch(url, init);
  };
  const stdout = {
    ...{ isTerminal: false, columns: 0 },
    async write(text: string) {
      shown += text;
      if (shown.includes(expected)) interruption.abort();
    },
  };
  const stderr = {
    ...stdout,
    async write(text: string) {
      errors += text;
    },
  };
  // Pauses take no time.
  const clock = { ...systemClock, after: (_ms: number, task: () => void) => systemClock.after(0, task) };
  const options = { isJson: true, hasFullTimes: false, hasNoColor: true };
  const context = {
    client: new Posthorn({ url: node.url, key: OPERATOR_KEY, retries: 0, fetch: breaking }),
    output: createOutput({ stdout, stderr, env: {}, clock }, options),
    interrupted: interruption.signal,
    idSpace: async () => idSpace,
    clock,
  };
  await followDeliveries(context, { filters: { event: "tag.create" }, status: undefined });
  assert.equal(refusals, 0);
  assert.equal(errors, "The server does not answer. It goes on when it does.\n");
});

test("a server that goes away is waited for, and nothing is missed or told twice", async (t) => {
  const folder = workingFolder();
  t.after(() => folder.remove());
  const first = await startNode({ cwd: folder.path });
  t.after(() => first.end("SIGKILL"));
  const cli = createCli(folder.path, first.url, server.idSpace);
  await cli("endpoints", "create", `${first.url}/inbox/back-of-the-tests`);
  const before = await cli.json("trigger", "lead.create");
  const following = follow({ ...server.env, POSTHORN_URL: first.url }, folder.path);
  await following.whenShown(before.id);
  await first.end("SIGTERM");
  await following.whenShown("The server does not answer.");
  const second = await startNode({ cwd: folder.path, env: { POSTHORN_PORT: new URL(first.url).port } });
  t.after(() => second.end("SIGKILL"));
  const { id } = await cli.json("trigger", "lead.create");
  await following.whenShown(id);
  const { code, told: all } = await following.interrupt();
  assert.deepEqual([code, all], [130, [`${before.id} delivered`, `${id} delivered`]]);
});
