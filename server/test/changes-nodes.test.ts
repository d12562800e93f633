import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { Webhook } from "standardwebhooks";
import { call, listAll } from "./api-calls.ts";
import { type OwnNode, withNodesBehindDoor } from "./nodes-behind-door.ts";
import type { Receiver } from "./receiver.ts";
import { until } from "./until.ts";

const limits = { timeout: 120_000 };
const EVENTS = 30;
/** As many requests a node sends at most to an endpoint that it has not heard anything of. */
const WINDOW = 10;
/** A node beats three times in a lease: these make more than two of them. */
const BEATS = 8;

// Long enough for a busy machine: no node is to be taken for dead here.
const { database, startOne, receive } = withNodesBehindDoor({ POSTHORN_LEASE_MS: "60000" });

const eventOf = (idSpace: string) => ({ id_space: idSpace, event: "lead.create", payload: {} });

async function post(node: OwnNode, idSpace: string, count: number): Promise<void> {
  for (let at = 0; at < count; at++) await call("POST", `${node.own}/v1/events`, 202, eventOf(idSpace));
}

const arrivedAt = ({ requests }: Receiver, path: string) => requests.filter((request) => request.path === path);

test(
  "an endpoint that one node has made, moved or given another secret is so for the very next event at another",
  limits,
  async () => {
    const [here, there] = await Promise.all([startOne(), startOne()]);
    const idSpace = randomUUID();
    const receiver = await receive();
    // So that the other node remembers the space as it was.
    await post(there, idSpace, 1);
    const endpoints = `${here.own}/v1/spaces/${idSpace}/endpoints`;
    const { id, signing_secret: first } = await call("POST", endpoints, 201, { url: `${receiver.url}/old` });
    await post(there, idSpace, 1);
    await receiver.until(() => arrivedAt(receiver, "/old").length === 1);

    await call("PATCH", `${endpoints}/${id}`, 200, { url: `${receiver.url}/new` });
    const { signing_secret: second } = await call("POST", `${endpoints}/${id}/rotate`, 200);
    await post(there, idSpace, 1);
    await receiver.until(() => arrivedAt(receiver, "/new").length === 1);
    const { body, headers } = receiver.requests.at(-1) ?? assert.fail("it has arrived");
    const signed = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
    for (const secret of [first, second]) new Webhook(secret).verify(body, signed);
    const [newest = "", oldest = ""] = String(signed["webhook-signature"]).split(" ");
    new Webhook(second).verify(body, { ...signed, "webhook-signature": newest });
    new Webhook(first).verify(body, { ...signed, "webhook-signature": oldest });

    await call("DELETE", `${endpoints}/${id}`, 204);
    assert.equal((await call("POST", `${there.own}/v1/events`, 202, eventOf(idSpace))).deliveries, 0);
    assert.equal(arrivedAt(receiver, "/old").length + arrivedAt(receiver, "/new").length, 2);
  },
);

test(
  "what waits in another node's memory is held by a pause, and goes out once after a resume, to where the endpoint is by then",
  limits,
  async () => {
    const [here, there] = await Promise.all([startOne(), startOne()]);
    const idSpace = randomUUID();
    const gate = Promise.withResolvers<number>();
    let atGate = 0;
    const receiver = await receive(({ path }) => {
      if (path === "/new") return 200;
      atGate += 1;
      return gate.promise;
    });
    const endpoints = `${here.own}/v1/spaces/${idSpace}/endpoints`;
    const { id } = await call("POST", endpoints, 201, { url: `${receiver.url}/old` });
    await post(there, idSpace, EVENTS);
    await until("a full window", () => atGate === WINDOW);
    await call("POST", `${endpoints}/${id}/pause`, 200);
    const deliveries = (status: string) => listAll(`${here.own}/v1/spaces/${idSpace}/deliveries?status=${status}`);
    await until("the rest is held", async () => (await deliveries("held")).length === EVENTS - WINDOW);
    gate.resolve(200);
    await until("what was in flight has ended", async () => (await deliveries("delivered")).length === WINDOW);
    await call("PATCH", `${endpoints}/${id}`, 200, { url: `${receiver.url}/new` });
    assert.equal(receiver.requests.length, WINDOW, "nothing is sent while it is paused");

    await call("POST", `${endpoints}/${id}/resume`, 200);
    await until("all of it", async () => (await deliveries("delivered")).length === EVENTS);
    assert.equal(arrivedAt(receiver, "/new").length, EVENTS - WINDOW);
    assert.equal(new Set(receiver.requests.map(({ headers }) => headers["webhook-id"])).size, EVENTS);
  },
);

test(
  "an endpoint that is deleted at one node ends what both have in memory for it, and nothing more is sent",
  limits,
  async () => {
    const nodes = await Promise.all([startOne(), startOne()]);
    const [here, there] = nodes;
    const idSpace = randomUUID();
    const gate = Promise.withResolvers<number>();
    let atGate = 0;
    const receiver = await receive(() => {
      atGate += 1;
      return gate.promise;
    });
    const { id } = await call("POST", `${here.own}/v1/spaces/${idSpace}/endpoints`, 201, { url: receiver.url });
    await Promise.all(nodes.map((node) => post(node, idSpace, EVENTS)));
    await until("two full windows", () => atGate === 2 * WINDOW);
    await call("DELETE", `${there.own}/v1/spaces/${idSpace}/endpoints/${id}`, 204);
    const counts = async () => {
      const deliveries = await listAll(`${here.own}/v1/spaces/${idSpace}/deliveries`);
      return Object.fromEntries(
        [...Map.groupBy(deliveries, ({ status }) => status)].map(([status, some]) => [status, some.length]),
      );
    };
    await until("the rest is discarded", async () => (await counts())["discarded"] === 2 * (EVENTS - WINDOW));
    gate.resolve(200);
    await until("what was in flight has ended", async () => (await counts())["delivered"] === 2 * WINDOW);
    assert.deepEqual(await counts(), { delivered: 2 * WINDOW, discarded: 2 * (EVENTS - WINDOW) });
    assert.equal(receiver.requests.length, 2 * WINDOW);
  },
);

test(
  "a dead endpoint is paused once, however many nodes send to it, and shows why, since when and what waits",
  limits,
  async () => {
    const nodes = await Promise.all([startOne(), startOne()]);
    const idSpace = randomUUID();
    const receiver = await receive(() => 500);
    const endpoints = `/v1/spaces/${idSpace}/endpoints`;
    const { id } = await call("POST", `${nodes[0].own}${endpoints}`, 201, { url: receiver.url });
    await Promise.all(nodes.map((node) => post(node, idSpace, EVENTS)));
    const shown = () => call("GET", `${nodes[1].own}${endpoints}/${id}`, 200);
    await until("all has failed or waits", async () => {
      const deliveries = await listAll(`${nodes[1].own}/v1/spaces/${idSpace}/deliveries`);
      return (
        deliveries.length === 2 * EVENTS && deliveries.every(({ status }) => status === "failed" || status === "held")
      );
    });
    const failed = (await listAll(`${nodes[1].own}/v1/spaces/${idSpace}/deliveries?status=failed`)).length;
    // Each node knows only of its own requests until it hears of the pause.
    assert.ok(failed >= WINDOW && failed <= nodes.length * WINDOW, `${failed} have failed`);
    assert.equal(receiver.requests.length, failed);
    const endpoint = await shown();
    assert.deepEqual([endpoint.status, endpoint.paused_reason], ["paused", "failures"]);
    assert.ok(Date.parse(endpoint.paused_at) > 0);
    assert.equal(endpoint.last_failure.code, "status");
    assert.deepEqual([endpoint.pending_count, endpoint.held_count], [0, 2 * EVENTS - failed]);
    const told =
      nodes
        .map((node) => node.stderr())
        .join("")
        .match(/"msg":"endpoint paused"/g) ?? [];
    assert.equal(told.length, 1);
  },
);

test(
  "a request that outlives the lease many times is not sent by another node, and keeps no transaction open",
  limits,
  async () => {
    const lease = { POSTHORN_LEASE_MS: "3000" };
    const nodes = await Promise.all([startOne(lease), startOne(lease)]);
    const idSpace = randomUUID();
    const answer = Promise.withResolvers<number>();
    const begun = Promise.withResolvers<void>();
    const receiver = await receive(() => {
      begun.resolve();
      return answer.promise;
    });
    await call("POST", `${nodes[0].own}/v1/spaces/${idSpace}/endpoints`, 201, { url: receiver.url });
    await post(nodes[0], idSpace, 1);
    await begun.promise;
    const [since] = await database().query("select clock_timestamp()::text as at");
    const beats = new Set<string>();
    await until("many beats of both", async () => {
      for (const row of await database().query("select id || ' ' || beat_at as beat from posthorn.node")) {
        beats.add(String(row["beat"]));
      }
      return beats.size >= nodes.length * BEATS;
    });
    const old = `select query from pg_stat_activity where application_name = 'posthorn'
      and datname = current_database() and xact_start < $1::timestamptz`;
    assert.deepEqual(await database().query(old, [since?.["at"]]), []);
    answer.resolve(200);
    const delivered = () => listAll(`${nodes[1].own}/v1/spaces/${idSpace}/deliveries?status=delivered`);
    await until("its outcome", async () => (await delivered()).length === 1);
    assert.partialDeepStrictEqual(await delivered(), [{ attempt_count: 1 }]);
    assert.equal(receiver.requests.length, 1);
  },
);
