import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { call, listAll } from "./api-calls.ts";
import { startListener } from "./listener-process.ts";
import { type NodeProcess, OPERATOR_KEY } from "./node-process.ts";
import { type Received, type Receiver, startReceiver } from "./receiver.ts";

export const ID_SPACE = "eb8edc65-129a-4cb6-abbe-6bf8979c0658";
export const OTHER_SPACE = "0e4c2a9f-6d0c-4a55-9f6e-2c9b3a1d7f10";
/** Little fits into a node's memory, so that some of what is pending is in its hand and the rest waits in the file. */
export const NODE_ENV = {
  POSTHORN_QUEUED_PER_ENDPOINT_MAX: "12",
  POSTHORN_LISTEN_GRACE_MS: "600000",
  POSTHORN_TIMEOUT_MS: "120000",
};
/** Deliveries that the slow receiver does not answer: more than a node has in hand. */
export const SLOW = 40;
/** Events beside those that show something, so that the large tables move in several steps. */
const MANY = 2_500;
const MANY_A_REQUEST = 500;

/**
 * A receiver whose path says how it answers: `/ok`, `/bad` with 500, `/slow` and `/later` not before `release`; `/later`
 * fails at first.
 */
export interface MovingReceiver extends Receiver {
  fails: boolean;
  /** Answers all that hang, and whatever comes from now on. */
  release(): void;
  /** Lets what is slow hang again. */
  hold(): void;
  /** What has come from a position on for these paths, once it is enough. */
  from(position: number, ...paths: string[]): Received[];
}

export async function startMovingReceiver(): Promise<MovingReceiver> {
  const hanging = new Set<ServerResponse>();
  const state = { fails: true, isReleased: false };
  const receiver = await startReceiver(({ path }, response) => {
    if (path === "/bad" || (path === "/later" && state.fails)) return 500;
    if (path === "/ok" || state.isReleased) return 200;
    hanging.add(response);
    return undefined;
  });
  return {
    ...receiver,
    get fails() {
      return state.fails;
    },
    set fails(fails) {
      state.fails = fails;
    },
    release() {
      state.isReleased = true;
      for (const response of hanging) response.writeHead(200).end();
      hanging.clear();
    },
    hold() {
      state.isReleased = false;
    },
    from: (position, ...paths) => receiver.requests.slice(position).filter(({ path }) => paths.includes(path)),
  };
}

/** Posts the bytes as they are: numbers and escapes that JavaScript would write anew. */
async function post(url: string, body: string, type = "application/json"): Promise<void> {
  const headers = { authorization: `Bearer ${OPERATOR_KEY}`, "content-type": type };
  const response = await fetch(`${url}/v1/events`, { method: "POST", headers, body });
  assert.ok(response.ok, await response.text());
}

function eventOf(id: string, payload: string, rest = "", event = "lead.create", idSpace = ID_SPACE): string {
  return `{"id_space":"${idSpace}","event":"${event}","id":"${id}","payload":${payload}${rest}}`;
}

/** Asks until it holds: what the API tells is there as soon as it is committed. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds()));
}

const LARGE = `{"id":"large","text":"${"ä".repeat(128 * 1024 - 20)}"}`;
const PAYLOADS: Readonly<Record<string, string>> = {
  numbers: '{ "big" : 12345678901234567890 , "one": 1.0, "e": 1e400 }',
  text: '{"text":"\\u0000 \\ud83d\\ude00 \u{1f4ef} 你好 \\\\ \\"\'","": null}',
  large: LARGE,
  nested: '{"a":[[[{"b":[]}]]],"a":2}',
};

/** These, and one with all that may stand beside a payload. */
const POSTED = Object.keys(PAYLOADS).length + 1;

/** Fills a node through its API with every kind of row that there is. It has much left to do then. */
export async function fillNode(
  node: NodeProcess,
  receiver: MovingReceiver,
  cwd: string,
): Promise<{ operatorKey: string; idReplay: string }> {
  const inSpace = (path: string) => `${node.url}/v1/spaces/${ID_SPACE}${path}`;
  const make = (path: string, rest: object = {}) =>
    call("POST", inSpace("/endpoints"), 201, { url: receiver.url + path, ...rest });
  const dealWon = {
    schema: { type: "object", required: ["amount"], properties: { amount: { type: "number" } } },
    sample: { amount: 1 },
    description: "A deal is won.",
  };
  await call("PUT", `${node.url}/v1/event-types/deal.won`, 201, dealWon);
  const ok = await make("/ok", { description: "läuft", headers: { "x-custom": "a, b; c" } });
  await make("/ok", { envelope: "extended", is_secret_in_body: false });
  const bad = await make("/bad", { pause_after: 3 });
  const paused = await make("/ok", { events: ["deal.won", "tag.*"] });
  await call("POST", inSpace(`/endpoints/${paused.id}/pause`), 200);
  await make("/slow", { events: ["lead.update"] });
  const later = await make("/later", { events: ["lead.delete"], pause_after: 1_000 });
  const gone = await make("/ok");
  await call("POST", inSpace(`/endpoints/${ok.id}/rotate`), 200);
  await call("POST", inSpace(`/endpoints/${ok.id}/rotate`), 200);

  for (const [id, payload] of Object.entries(PAYLOADS)) await post(node.url, eventOf(id, payload));
  const beside = `,"occurred_at":"2026-01-31T10:30:00+01:00","correlation_id":"run-7",
    "changes":{"previous":{"n": 12345678901234567890},"fields":[ "n" ]},"actor":{"id":"7","type":"import"}`;
  await post(node.url, eventOf("beside", '{"amount":"no number"}', beside, "deal.won"));
  await post(node.url, eventOf("elsewhere", "{}", "", "tag.create", OTHER_SPACE));
  await call("POST", inSpace(`/endpoints/${ok.id}/test`), 200, { event: "lead.create" });
  await call("POST", inSpace(`/endpoints/${bad.id}/test`), 200, { event: "lead.create" });
  await untilEnded(inSpace, ok.id, POSTED);
  await call("DELETE", inSpace(`/endpoints/${gone.id}`), 204);
  const failed = await listAll(inSpace(`/deliveries?id_endpoint=${bad.id}&status=failed`));
  await call("POST", inSpace(`/deliveries/${failed[0]?.["id"]}/replay`), 200);

  for (let from = 0; from < MANY; from += MANY_A_REQUEST) {
    const some = Array.from({ length: MANY_A_REQUEST }, (_, at) => eventOf(`many-${from + at}`, `{"n":${from + at}}`));
    await post(node.url, some.join("\n"), "application/x-ndjson");
  }
  const slow = Array.from({ length: SLOW }, (_, n) => eventOf(`slow-${n}`, `{"n":${n}}`, "", "lead.update"));
  await post(node.url, slow.join("\n"), "application/x-ndjson");
  const again = Array.from({ length: SLOW }, (_, n) => eventOf(`later-${n}`, `{"n":${n}}`, "", "lead.delete"));
  await post(node.url, again.join("\n"), "application/x-ndjson");
  await untilEnded(inSpace, ok.id, POSTED + MANY + 2 * SLOW);
  await untilEnded(inSpace, later.id, SLOW);
  const idReplay = await replaySome(inSpace, receiver, later.id);
  await addAccess(node, cwd);
  const key = await call("POST", `${node.url}/v1/keys`, 201, { id_space: null, description: "before the move" });
  return { operatorKey: key.key, idReplay };
}

/** Attempts are kept with their outcomes: so many deliveries of this endpoint have theirs. */
async function untilEnded(inSpace: (path: string) => string, idEndpoint: string, count: number): Promise<void> {
  await until(async () => {
    const range = { since: "2026-01-01T00:00:00Z", status: "all", is_preview: true };
    return (await call("POST", inSpace(`/endpoints/${idEndpoint}/replay`), 200, range)).count >= count;
  });
}

/** A range replay that has ended, and one that has as much in hand as it may. */
async function replaySome(inSpace: (path: string) => string, receiver: MovingReceiver, id: string): Promise<string> {
  const path = `/endpoints/${id}/replay`;
  const range = { since: "2026-01-01T00:00:00Z" };
  const first = await call("POST", inSpace(path), 202, { ...range, until: "2026-01-02T00:00:00Z" });
  await until(async () => (await call("GET", inSpace(`/replays/${first.id}`), 200)).state === "done");
  receiver.fails = false;
  const position = receiver.requests.length;
  const second = await call("POST", inSpace(path), 202, range);
  await receiver.until(() => receiver.from(position, "/later").length >= 10);
  return second.id;
}

/** Keys, sessions, a listener: live ones and others. */
async function addAccess(node: NodeProcess, cwd: string): Promise<void> {
  await call("POST", `${node.url}/v1/keys`, 201, { id_space: ID_SPACE, description: "für den Import" });
  const revoked = await call("POST", `${node.url}/v1/keys`, 201, { id_space: null, description: "revoked" });
  await call("DELETE", `${node.url}/v1/keys/${revoked.id}`, 204);
  const sessions = `${node.url}/v1/spaces/${ID_SPACE}/portal-sessions`;
  const back = { url: "https://app.example/settings", label: "Zurück" };
  const entered = await call("POST", sessions, 201, { theme: { accent: "#0a7cff" }, back_to: back });
  await call("POST", `${node.url}/v1/portal-sessions/enter`, 200, { code: entered.url.split("#code=")[1] });
  const over = await call("POST", sessions, 201, { is_read_only: true });
  await call("DELETE", `${sessions}/${over.id}`, 204);
  const listener = await startListener({ cwd, url: node.url, idSpace: OTHER_SPACE });
  await listener.end("SIGKILL");
}

/** All that the API tells of both spaces, by its path, whichever node is asked. */
export async function answersOf(url: string): Promise<Map<string, unknown>> {
  const answers = new Map<string, unknown>();
  const list = async (path: string) => {
    const items = await listAll(`${url}${path}`);
    answers.set(path, items);
    return items.map(({ id }) => String(id));
  };
  const get = async (path: string) => answers.set(path, await call("GET", `${url}${path}`, 200));
  for (const path of ["/v1/spaces", "/v1/keys", "/v1/event-types", "/v1/portal-sessions"]) await list(path);
  await get("/v1/event-types/deal.won");
  for (const space of [ID_SPACE, OTHER_SPACE].map((id) => `/v1/spaces/${id}`)) {
    await get(space);
    for (const id of await list(`${space}/events`)) {
      if (!id.startsWith("many-") || id.endsWith("77")) await get(`${space}/events/${id}`);
    }
    for (const id of await list(`${space}/endpoints`)) {
      for (const part of ["", "/secrets"]) await get(`${space}/endpoints/${id}${part}`);
      for (const range of ["24h", "30d"]) {
        const path = `${space}/endpoints/${id}/activity?range=${range}`;
        answers.set(path, withoutNow(await call("GET", `${url}${path}`, 200)));
      }
      for (const status of ["failed", "held", "discarded"]) {
        await list(`${space}/deliveries?id_endpoint=${id}&status=${status}`);
      }
    }
    for (const id of (await list(`${space}/deliveries`)).filter((_, at) => at % 200 < 6)) {
      await get(`${space}/deliveries/${id}`);
    }
    for (const id of await list(`${space}/replays`)) await get(`${space}/replays/${id}`);
    await list(`${space}/portal-sessions`);
  }
  return answers;
}

/** What an endpoint did, without how far back that goes, which is told from now. */
function withoutNow(activity: { since: string; until: string; buckets: { delivered: number; failed: number }[] }) {
  const { since: _, until: __, buckets, ...rest } = activity;
  return { ...rest, buckets: buckets.filter(({ delivered, failed }) => delivered + failed > 0) };
}
