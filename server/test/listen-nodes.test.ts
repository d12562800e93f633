import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { call, listAll } from "./api-calls.ts";
import { type OwnNode, withNodesBehindDoor } from "./nodes-behind-door.ts";
import type { Receiver } from "./receiver.ts";

const ID_SPACE = "eb8edc65-129a-4cb6-abbe-6bf8979c0658";
const limits = { timeout: 60_000 };

const { door, database, startOne, receive, listen } = withNodesBehindDoor();

afterEach(async () => {
  for (const { id } of await database().query("select id from posthorn.endpoint where deleted_at is null")) {
    await database().query("update posthorn.endpoint set deleted_at = 1 where id = $1", [id]);
  }
});

async function post(node: OwnNode, count: number): Promise<string[]> {
  const body = { id_space: ID_SPACE, event: "lead.create", payload: {} };
  const posted = await Promise.all(
    Array.from({ length: count }, () => call("POST", `${node.own}/v1/events`, 202, body)),
  );
  return posted.map(({ id }) => id);
}

const idsIn = ({ requests }: Receiver) => requests.map(({ headers }) => String(headers["webhook-id"]));

async function untilAll(receiver: Receiver, ids: readonly string[]): Promise<void> {
  await receiver.until(() => ids.every((id) => idsIn(receiver).includes(id)));
}

/** All of these have come once, and were delivered by one attempt each. */
async function assertOnce(node: OwnNode, receiver: Receiver, ids: readonly string[]): Promise<void> {
  await untilAll(receiver, ids);
  assert.deepEqual(idsIn(receiver).sort(), [...ids].sort());
  for (;;) {
    const deliveries = await listAll(`${node.own}/v1/spaces/${ID_SPACE}/deliveries`);
    const own = deliveries.filter(({ id_event }) => ids.includes(String(id_event)));
    assert.ok(own.every(({ status }) => status !== "failed"));
    if (!own.every(({ status }) => status === "delivered")) continue;
    assert.deepEqual(
      own.map(({ attempt_count }) => attempt_count),
      ids.map(() => 1),
    );
    return;
  }
}

const endpointOf = async (node: OwnNode, id: string) =>
  (await listAll(`${node.own}/v1/spaces/${ID_SPACE}/endpoints`)).find((endpoint) => endpoint["id"] === id);

test("what any node accepts reaches a listener once, by the node that it is connected to", limits, async () => {
  const nodes = await Promise.all([startOne(), startOne(), startOne()]);
  const [first] = nodes;
  door().leadTo(first.port);
  const receiver = await receive();
  await listen(ID_SPACE, receiver);
  const ids = (await Promise.all(nodes.map((node) => post(node, 30)))).flat();
  await assertOnce(first, receiver, ids);
});

test(
  "a listener whose connection is lost goes on at another node, with the same endpoint and secret",
  limits,
  async () => {
    const [first, second] = await Promise.all([startOne(), startOne()]);
    door().leadTo(first.port);
    const receiver = await receive();
    const listener = await listen(ID_SPACE, receiver);
    const [{ id_endpoint, signing_secret }] = listener.lines;
    const before = await post(first, 3);
    await untilAll(receiver, before);
    door().leadTo(second.port);
    door().cut();
    const during = (await Promise.all([post(first, 5), post(second, 5)])).flat();
    await untilAll(receiver, during);
    const later = (await Promise.all([post(first, 5), post(second, 5)])).flat();
    await assertOnce(second, receiver, [...before, ...during, ...later]);
    const ready = listener.lines.filter(({ type }) => type === "ready");
    assert.deepEqual(
      ready.map((line) => [line.id_endpoint, line.signing_secret]),
      ready.map(() => [id_endpoint, signing_secret]),
    );
    assert.equal((await endpointOf(first, id_endpoint))?.["status"], "active");
  },
);

test(
  "what a listener is busy with as it changes nodes is asked of it again, and not forwarded again",
  limits,
  async () => {
    const [first, second] = await Promise.all([startOne(), startOne()]);
    door().leadTo(first.port);
    const answers: (() => void)[] = [];
    const receiver = await receive((_request, response) => {
      answers.push(() => response.writeHead(200).end());
      return undefined;
    });
    const listener = await listen(ID_SPACE, receiver);
    const ids = (await Promise.all([post(first, 3), post(second, 3)])).flat();
    await receiver.until(() => answers.length === ids.length);
    door().leadTo(second.port);
    door().cut();
    await listener.until((line) => line.type === "ready" && line !== listener.lines[0]);
    for (const answer of answers) answer();
    await assertOnce(second, receiver, ids);
  },
);

test("when its node is killed, a listener goes on at another, and nothing fails by it", limits, async () => {
  const [first, second] = await Promise.all([startOne(), startOne()]);
  door().leadTo(first.port);
  const receiver = await receive();
  const listener = await listen(ID_SPACE, receiver);
  await untilAll(receiver, await post(second, 3));
  await first.end("SIGKILL");
  const ids = await post(second, 10);
  door().leadTo(second.port);
  await untilAll(receiver, ids);
  await assertOnce(second, receiver, idsIn(receiver));
  const ready = listener.lines.filter(({ type }) => type === "ready");
  assert.deepEqual(new Set(ready.map(({ id_endpoint }) => id_endpoint)).size, 1);
});

test(
  "when node and listener are both killed, another node pauses the endpoint and deletes it after its grace",
  limits,
  async () => {
    const grace = { POSTHORN_LISTEN_GRACE_MS: "1500" };
    const [first, second] = await Promise.all([startOne(grace), startOne(grace)]);
    door().leadTo(first.port);
    const listener = await listen(ID_SPACE, await receive());
    const { id_endpoint } = listener.lines[0];
    await Promise.all([first.end("SIGKILL"), listener.end("SIGKILL")]);
    const [id] = await post(second, 1);
    while ((await endpointOf(second, id_endpoint))?.["status"] === "active");
    while ((await endpointOf(second, id_endpoint)) !== undefined);
    for (let status = "pending"; status !== "discarded"; ) {
      const { deliveries } = await call("GET", `${second.own}/v1/spaces/${ID_SPACE}/events/${id}`, 200);
      status = deliveries[0].status;
      assert.ok(["pending", "held", "discarded"].includes(status), status);
    }
  },
);

test("a node that takes its leave gives its listeners to the one that they come back at", limits, async () => {
  const [first, second] = await Promise.all([startOne(), startOne()]);
  door().leadTo(first.port);
  const receiver = await receive();
  await listen(ID_SPACE, receiver);
  door().leadTo(second.port);
  const ending = first.end("SIGTERM");
  const ids = await post(second, 20);
  assert.equal(await ending, 0);
  await assertOnce(second, receiver, ids);
});
