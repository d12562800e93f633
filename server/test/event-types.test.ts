import assert from "node:assert/strict";
import { test } from "node:test";
import { Posthorn } from "@posthorn/sdk";
import { call } from "./api-calls.ts";
import { OPERATOR_KEY, startNode, workingFolder } from "./node-process.ts";
import { startReceiver } from "./receiver.ts";

const ID_SPACE = "eb8edc65-129a-4cb6-abbe-6bf8979c0658";
const ORDER_PAID = {
  description: "An order was paid.",
  schema: { type: "object", properties: { total: { type: "number", minimum: 0 } }, required: ["total"] },
  sample: { total: 12.5 },
  validation: "strict" as const,
};

test("a type of the app's own survives restarts, and so does that it was deleted", async (t) => {
  const folder = workingFolder();
  const receiver = await startReceiver();
  let node = await startNode({ cwd: folder.path });
  t.after(async () => {
    await node.end("SIGKILL");
    await receiver.close();
    folder.remove();
  });
  const client = () => new Posthorn({ url: node.url, key: OPERATOR_KEY });
  const restart = async (signal: NodeJS.Signals) => {
    await node.end(signal);
    node = await startNode({ cwd: folder.path });
  };
  const send = (status: number, id: string, total: number) =>
    call("POST", `${node.url}/v1/events`, status, { id_space: ID_SPACE, event: "order.paid", id, payload: { total } });

  const registered = await client().eventTypes.put("order.paid", ORDER_PAID);
  await client().eventTypes.put("lead.create", { validation: "strict" });
  await client().endpoints.create({ id_space: ID_SPACE, url: receiver.url, events: ["order.*"] });
  await send(202, "first", 1);

  await restart("SIGKILL");
  assert.deepEqual(await client().eventTypes.get("order.paid"), registered);
  assert.equal((await client().eventTypes.get("lead.create")).validation, "strict");
  await send(202, "second", 2);
  assert.equal((await send(422, "third", -1)).code, "invalid_payload");
  await receiver.until((requests) => requests.some(({ headers }) => headers["webhook-id"] === "second"));

  await client().eventTypes.delete("order.paid");
  await restart("SIGTERM");
  assert.equal((await send(422, "fourth", 4)).code, "unknown_event_type");
  assert.equal((await client().events.get({ id_space: ID_SPACE, id: "second" })).event, "order.paid");
});
