import { strict as assert } from "node:assert";
import { randomUUID } from "node:crypto";
import { call, listAll } from "../api-calls.ts";
import { type Receiver, startReceiver } from "../receiver.ts";
import { sampleIn } from "../samples.ts";
import { until } from "../until.ts";
import type { Cluster } from "./cluster.ts";
import type { Scale } from "./scale.ts";
import type { Scenario } from "./scenarios.ts";
import { startTraffic, type Traffic } from "./traffic.ts";

/** A scenario while it runs: a space of its own with an endpoint that succeeds and one that fails. */
export interface Trial {
  idSpace: string;
  scale: Scale;
  traffic: Traffic;
  arrived(): number;
  /** Waits no longer than patience goes. */
  until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void>;
  /** Until so many more events have been accepted. */
  untilMore(events: number): Promise<void>;
  /** Keeps requests without an answer until `letGo`, and resolves once so many more events are accepted than have arrived. */
  untilQueued(events: number): Promise<void>;
  letGo(): void;
}

/** What came of it. */
export interface Result {
  accepted: number;
  delivered: number;
  /** Requests beyond the first of an event. */
  doubled: number;
  /** Nodes that were silent for longer than their lease: frozen, or on a machine that is busy with other things. */
  fenced: number;
  lost: number;
  refused: number;
  /** The most memory that a node has had, in MiB. */
  memoryMib: number;
}

/** What a node may take at most. Half of it is the program itself. */
const MEMORY_MIB_MAX = 400;
const MEMORY_EVERY_MS = 250;
/** More than the failing endpoint will see. */
const PAUSE_AFTER = 1_000;

/** Runs one scenario and checks everything that must hold after it. */
export async function runTrial(cluster: Cluster, scenario: Scenario, scale: Scale): Promise<Result> {
  await cluster.restore();
  const fencedBefore = cluster.countFenced();
  const idSpace = randomUUID();
  const inSpace = (path: string) => `${cluster.nodes[0]?.url}/v1/spaces/${idSpace}${path}`;
  let gate = Promise.withResolvers<void>();
  gate.resolve();
  const good = await startReceiver(() => gate.promise.then(() => 200));
  const bad = await startReceiver(() => 500);
  await call("POST", inSpace("/endpoints"), 201, { url: good.url });
  const failing = { url: bad.url, events: ["tag.*"], pause_after: PAUSE_AFTER };
  const { id: idFailing } = await call("POST", inSpace("/endpoints"), 201, failing);
  const urls = () => cluster.nodes.map(({ url }) => url);
  const traffic = startTraffic({ idSpace, urls, connections: scale.connections, pauseMs: scale.pauseMs });
  const memory = watchMemory(urls);
  const trial: Trial = {
    idSpace,
    scale,
    traffic,
    until: (what, isSo) => until(what, isSo, scale.patienceMs),
    arrived: () => good.requests.length,
    async untilMore(events) {
      const enough = traffic.accepted.size + events;
      await trial.until(`${events} more events accepted`, () => traffic.accepted.size >= enough);
    },
    async untilQueued(events) {
      gate = Promise.withResolvers();
      const isQueued = () => traffic.accepted.size >= good.requests.length + events;
      await trial.until(`${events} deliveries queued`, isQueued);
    },
    letGo: () => gate.resolve(),
  };
  try {
    await trial.untilMore(scale.events);
    await scenario.strike(cluster, trial);
    await trial.untilMore(scale.events);
    traffic.finish();
    await trial.until("an answer to each event", traffic.isOver);
    assert.deepEqual(traffic.wrong, []);
    await trial.until("every event that was accepted", () => missing(traffic, good).length === 0);
    await trial.until("every node well, and nothing owed", () => areWell(urls()));
    const deliveries = await listAll(inSpace("/deliveries"));
    const endpoint = await call("GET", inSpace(`/endpoints/${idFailing}`), 200);
    const attemptsOf = async (id: string) => (await call("GET", inSpace(`/deliveries/${id}`), 200)).attempts;
    const fenced = cluster.countFenced() - fencedBefore;
    await checkDeliveries(deliveries, { good, bad, idFailing, endpoint, attemptsOf, fenced });
    const memoryMib = await memory.stop();
    assert.ok(memoryMib <= MEMORY_MIB_MAX, `${memoryMib} MiB`);
    const doubled = checkDoubles([good, bad], scenario.mayDouble || fenced > 0);
    const delivered = new Set(good.requests.map(idOf)).size;
    const lost = missing(traffic, good).length;
    return { accepted: traffic.accepted.size, delivered, doubled, fenced, lost, refused: traffic.refused(), memoryMib };
  } catch (error) {
    // What a node that has ended by itself had to say tells more than that it does not answer.
    const dead = cluster.nodes.filter(({ child }) => child.exitCode !== null);
    if (dead.length === 0) throw error;
    throw new Error(`a node has ended by itself: ${dead.map((node) => node.stderr()).join("")}`, { cause: error });
  } finally {
    trial.letGo();
    await traffic.abandon();
    await memory.stop();
    await Promise.all([good.close(), bad.close()]);
  }
}

const idOf = ({ headers }: Receiver["requests"][number]) => String(headers["webhook-id"]);

function missing({ accepted }: Traffic, good: Receiver): string[] {
  const arrived = new Set(good.requests.map(idOf));
  return [...accepted].filter((id) => !arrived.has(id));
}

/** Whether nothing is owed any more, and every node says that it is well. Nobody helps them. */
async function areWell(urls: readonly string[]): Promise<boolean> {
  const isWell = urls.map(async (url) => {
    const ready = await fetch(`${url}/readyz`);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    const isNone = (name: string) => sampleIn(metrics, name) === 0;
    return ready.ok && isNone("posthorn_deliveries_pending") && isNone("posthorn_deliveries_in_flight");
  });
  return (await Promise.all(isWell)).every(Boolean);
}

interface Seen {
  good: Receiver;
  bad: Receiver;
  idFailing: string;
  endpoint: { status: string; consecutive_failures: number };
  attemptsOf(id: string): Promise<{ response: object | null }[]>;
  fenced: number;
}

/** Each delivery is in the state that its receiver gave it, and each that failed is counted once, however often it was sent. */
async function checkDeliveries(
  deliveries: readonly Record<string, unknown>[],
  { good, bad, idFailing, endpoint, attemptsOf, fenced }: Seen,
): Promise<void> {
  const requests = Map.groupBy([...good.requests, ...bad.requests], ({ headers }) => headers["posthorn-delivery"]);
  let failures = 0;
  for (const { id, id_endpoint, status, attempt_count: count } of deliveries) {
    const isFailing = id_endpoint === idFailing;
    const seen = requests.get(String(id))?.length ?? 0;
    assert.equal(status, isFailing ? "failed" : "delivered", `${id}`);
    // An attempt whose node died before it was written is not in the log, but one that followed it is.
    assert.ok(
      Number(count) >= 1 && (fenced > 0 || Number(count) <= seen),
      `${id}: ${count} attempts, ${seen} requests`,
    );
    if (Number(count) > seen) await checkUnseen(await attemptsOf(String(id)), { count: Number(count), seen });
    if (isFailing) failures += 1;
  }
  assert.equal(deliveries.length, requests.size);
  assert.ok(failures > 0, "some have failed");
  assert.deepEqual([endpoint.status, endpoint.consecutive_failures], ["active", failures]);
}

/** A node that was frozen before its request was on its way has an attempt that no receiver has seen, and no answer to it. */
function checkUnseen(
  attempts: readonly { response: object | null }[],
  { count, seen }: Record<"count" | "seen", number>,
) {
  const answered = attempts.filter(({ response }) => response !== null).length;
  assert.ok(attempts.length === count && answered <= seen, `${seen} requests, but ${JSON.stringify(attempts)}`);
}

/** How many requests came after the first of their delivery. Each must be one of a takeover, and allowed. */
function checkDoubles(receivers: readonly Receiver[], mayDouble: boolean): number {
  let doubled = 0;
  for (const { requests } of receivers) {
    for (const [id, same] of Map.groupBy(requests, idOf)) {
      doubled += same.length - 1;
      const marked = same.filter(({ headers }) => headers["posthorn-trigger"] === "takeover").length;
      assert.ok(marked >= same.length - 1, `${id} came ${same.length} times, ${marked} of them marked`);
    }
  }
  assert.ok(mayDouble || doubled === 0, `${doubled} doubled`);
  return doubled;
}

/** Asks the nodes again and again how much memory they have. One that is frozen or dead has none to tell of. */
function watchMemory(urls: () => string[]): { stop(): Promise<number> } {
  const stopped = new AbortController();
  let mostBytes = 0;
  async function ask(url: string): Promise<void> {
    try {
      const signal = AbortSignal.any([stopped.signal, AbortSignal.timeout(1_000)]);
      const answer = await fetch(`${url}/metrics`, { signal });
      mostBytes = Math.max(mostBytes, sampleIn(await answer.text(), "process_resident_memory_bytes") || 0);
    } catch {
      // It is asked again.
    }
  }
  const watching = (async () => {
    while (!stopped.signal.aborted) {
      await Promise.all([...urls().map(ask), new Promise((resolve) => setTimeout(resolve, MEMORY_EVERY_MS))]);
    }
  })();
  return {
    async stop() {
      stopped.abort();
      await watching;
      return Math.round(mostBytes / 2 ** 20);
    },
  };
}
