import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { call } from "./api-calls.ts";
import { type OwnNode, withNodesBehindDoor } from "./nodes-behind-door.ts";
import type { Receiver } from "./receiver.ts";
import { until } from "./until.ts";

const EVENTS = 120;
/** How many attempts of one job may be in flight, and so may be made again after a death. */
const IN_FLIGHT_MAX = 10;
const limits = { timeout: 120_000 };

const { door, startOne, receive, listen } = withNodesBehindDoor({ POSTHORN_REPLAY_PER_SECOND: "100" });

/** Has so many events fail at an endpoint, and begins to replay them. The way to the job. */
async function startReplay(node: OwnNode, idSpace: string, idEndpoint: string): Promise<string> {
  const inSpace = `/v1/spaces/${idSpace}`;
  const event = { id_space: idSpace, event: "lead.create", payload: {} };
  for (let at = 0; at < EVENTS; at++) await call("POST", `${node.own}/v1/events`, 202, event);
  const path = `${node.own}${inSpace}/endpoints/${idEndpoint}/replay`;
  const range = { since: new Date(Date.now() - 3_600_000).toISOString() };
  await until("all have failed", async () => {
    return (await call("POST", path, 200, { ...range, is_preview: true })).count === EVENTS;
  });
  return `${inSpace}/replays/${(await call("POST", path, 202, range)).id}`;
}

async function whenEnded(node: OwnNode, replay: string) {
  await until("the replay is over", async () => (await call("GET", `${node.own}${replay}`, 200)).state !== "running");
  return call("GET", `${node.own}${replay}`, 200);
}

const replayedIn = ({ requests }: Receiver) =>
  requests.flatMap(({ headers }) => (headers["posthorn-trigger"] === "replay" ? [headers["webhook-id"]] : []));

test("a replay whose node is killed goes on at another, and counts each delivery once", limits, async (t) => {
  const [dying, living] = await Promise.all([startOne(), startOne()]);
  const idSpace = randomUUID();
  const receiver = await receive(({ headers }) => (headers["posthorn-trigger"] === "replay" ? 200 : 500));
  const wanted = { url: receiver.url, pause_after: 1_000 };
  const { id } = await call("POST", `${dying.own}/v1/spaces/${idSpace}/endpoints`, 201, wanted);
  const replay = await startReplay(dying, idSpace, id);
  await receiver.until(() => replayedIn(receiver).length >= EVENTS / 4);
  await dying.end("SIGKILL");
  const ended = await whenEnded(living, replay);
  assert.partialDeepStrictEqual(ended, { state: "done", total: EVENTS, delivered: EVENTS, failed: 0, skipped: 0 });
  const replayed = replayedIn(receiver);
  t.diagnostic(`${replayed.length} requests for ${EVENTS} deliveries`);
  assert.equal(new Set(replayed).size, EVENTS);
  assert.ok(replayed.length <= EVENTS + IN_FLIGHT_MAX, `${replayed.length} requests`);
});

test("a replay to a listener goes with it to another node, and nothing fails by that", limits, async () => {
  const [first, second] = await Promise.all([startOne(), startOne()]);
  door().leadTo(first.port);
  const idSpace = randomUUID();
  const held: (() => void)[] = [];
  let hasMoved = false;
  const receiver = await receive(({ headers }, response) => {
    if (headers["posthorn-trigger"] !== "replay") return 500;
    // Some wait for an answer as the listener moves.
    if (replayedIn(receiver).length < EVENTS / 4 || hasMoved) return 200;
    held.push(() => response.writeHead(200).end());
    return undefined;
  });
  const listener = await listen(idSpace, receiver);
  const replay = await startReplay(first, idSpace, listener.lines[0].id_endpoint);
  await until("some wait for an answer", () => held.length === IN_FLIGHT_MAX);
  door().leadTo(second.port);
  door().cut();
  await listener.until((line) => line.type === "ready" && line !== listener.lines[0]);
  hasMoved = true;
  for (const answer of held) answer();
  const ended = await whenEnded(second, replay);
  assert.partialDeepStrictEqual(ended, { state: "done", total: EVENTS, delivered: EVENTS, failed: 0, skipped: 0 });
  assert.equal(new Set(replayedIn(receiver)).size, EVENTS);
});
