import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import type { Delivery, DeliveryStatus } from "@posthorn/sdk";
import { withCliServer } from "../../test/cli-server.ts";
import { runPosthorn } from "../../test/node-process.ts";
import { createNews } from "./follow-deliveries.ts";

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
  news.take([delivery("d4", "pending"), delivery("d3", "held"), delivery("d2", "pending"), delivery("d1", "failed")]);
  const isOld = (id: string) => news.isOld(delivery(id, "pending"));
  assert.deepEqual(["d1", "d2", "d3", "d4", "d5"].map(isOld), [true, false, false, false, false]);
  news.take([delivery("d4", "delivered"), delivery("d3", "held"), delivery("d2", "failed")]);
  assert.deepEqual(["d3", "d4"].map(isOld), [true, false]);
});

test("deliveries are shown as they come, and Ctrl-C ends it with 130 and no words", async () => {
  const { cli, node, env, folder } = server;
  await cli("endpoints", "create", `${node.url}/inbox/followed-of-the-tests`);
  const before = await cli.json("trigger", "lead.create");
  const child = runPosthorn({ cwd: folder, env, args: ["deliveries", "--follow", "--json"] });
  let [shown, errors] = ["", ""];
  child.stdout?.on("data", (chunk) => {
    shown += chunk;
  });
  child.stderr?.on("data", (chunk) => {
    errors += chunk;
  });
  const whenShown = async (id: string) => {
    while (!shown.includes(id)) await Promise.race([child.stdout && once(child.stdout, "data"), once(child, "exit")]);
  };
  await whenShown(before.id);
  const { id } = await cli.json("trigger", "lead.update");
  await whenShown(id);
  child.kill("SIGINT");
  const [code] = await once(child, "exit");
  assert.deepEqual([code, errors], [130, ""]);
  const events = shown
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  assert.deepEqual(
    events.map(({ id_event: event, status }) => [event, status]),
    [
      [before.id, "delivered"],
      [id, "delivered"],
    ],
  );
});
