import type { ListenReady } from "@posthorn/sdk";
import type { Clock } from "../core/clock.ts";
import type { Endpoint } from "../core/endpoint.ts";
import type { Log } from "../core/log.ts";
import { createListener, type Listener, type Place } from "./listener.ts";

/**
 * What happens to a listener's endpoint. Each call is repeated until the store takes it. What is changed is so only while
 * this node serves it.
 */
export interface ListenerEndpoints {
  /** As it is now. Null: it was deleted. */
  find(place: Place): Promise<Endpoint | null>;
  /** What happens while its listener is away is held. */
  pause(place: Place): Promise<unknown>;
  resume(place: Place): Promise<unknown>;
  delete(place: Place): Promise<unknown>;
  /** This node serves it from now on, whichever did before. Null: it was deleted. */
  take(place: Place): Promise<Endpoint | null>;
  /** How many live ones a space has, on all nodes. */
  countOf(idSpace: string): Promise<number>;
  /** Calls back after each change of an endpoint; with null where any may have changed. Returns the way to stop it. */
  watch(listener: (change: { idEndpoint: string } | null) => void): () => void;
}

export interface StaysOptions {
  clock: Clock;
  log: Log;
  endpoints: ListenerEndpoints;
  /** How long a listener may be away before its endpoint is deleted. */
  graceMs: number;
}

/** A listener from its coming until its endpoint is deleted. */
export interface Stay {
  readonly listener: Listener;
  /** From the loss of its connection until its endpoint is active again. */
  isAway: boolean;
  cancelGrace(): void;
  /** What is done to its endpoint, one after the other. */
  work: Promise<void>;
}

/** The listeners that this node serves, connected or away, by token. */
export interface Stays {
  readonly byToken: ReadonlyMap<string, Stay>;
  /** `isAway`: another node has served it until now, or an earlier life of this one. */
  enter(place: Place, isAway: boolean): Stay;
  /** Its connection is there: from now on it gets requests. */
  greet(stay: Stay): Promise<void>;
  /** Its events are held from now on, until it is back or was away for too long. */
  away(stay: Stay): void;
  /** Ends all connections. What they were for is left to the next start. */
  stop(): Promise<void>;
}

/** RFC 6455: the server restarts. */
const RESTART = 1012;
const MOVED = { code: RESTART, words: "another node has this listener now" };
/** Ours: the endpoint was deleted by somebody. */
const ENDPOINT_GONE = { code: 4404, words: "the endpoint of this listener was deleted" };

export function createStays({ clock, log, endpoints, graceMs }: StaysOptions): Stays {
  const byToken = new Map<string, Stay>();
  let isStopped = false;
  const stopWatching = endpoints.watch((change) => {
    for (const stay of byToken.values()) {
      if (change === null || stay.listener.place.idEndpoint === change.idEndpoint) void look(stay);
    }
  });

  function enter(place: Place, isAway: boolean): Stay {
    const listener = createListener({ clock, place, away: () => away(stay), leave: () => remove(stay) });
    const stay: Stay = { listener, isAway, cancelGrace() {}, work: Promise.resolve() };
    byToken.set(place.token, stay);
    return stay;
  }

  function isKnown({ listener }: Stay): boolean {
    return byToken.get(listener.place.token)?.listener === listener;
  }

  const change = (stay: Stay, work: (place: Place) => Promise<unknown>) => inTurn(stay, work, log);

  function away(stay: Stay): void {
    if (isStopped || !isKnown(stay)) return;
    stay.isAway = true;
    void change(stay, endpoints.pause);
    stay.cancelGrace = clock.after(graceMs, () => void remove(stay));
  }

  async function remove(stay: Stay): Promise<void> {
    if (isStopped || !isKnown(stay)) return;
    forget(stay);
    const { idSpace, idEndpoint } = stay.listener.place;
    await change(stay, endpoints.delete);
    log.info({ idSpace, idEndpoint }, "listener gone");
    if (!stay.listener.isConnected) stay.listener.end(RESTART, "the listener has gone");
  }

  function forget({ listener, cancelGrace }: Stay): void {
    cancelGrace();
    byToken.delete(listener.place.token);
  }

  async function greet(stay: Stay): Promise<void> {
    const { listener } = stay;
    stay.cancelGrace();
    if (stay.isAway) await change(stay, endpoints.resume);
    const endpoint = await endpoints.find(listener.place);
    if (!isServed(stay, endpoint) || !listener.isConnected) return;
    stay.isAway = false;
    const { idSpace, idEndpoint } = listener.place;
    log.info({ idSpace, idEndpoint }, "listener connected");
    listener.welcome(toReady(listener.place, endpoint, graceMs));
  }

  /** Somebody may have paused or deleted the endpoint, or its listener is connected to another node. */
  async function look(stay: Stay): Promise<void> {
    const endpoint = await endpoints.find(stay.listener.place);
    if (!isServed(stay, endpoint) || stay.isAway || endpoint.health.status === "active") return;
    stay.listener.tell({ type: "paused", reason: endpoint.health.pausedReason ?? "manual" });
  }

  /** Whether its endpoint is there, and this node's. If not, the stay is over. */
  function isServed(stay: Stay, endpoint: Endpoint | null): endpoint is Endpoint {
    const end = endpoint === null ? ENDPOINT_GONE : endpoint.isElsewhere ? MOVED : null;
    if (end !== null && isKnown(stay)) {
      forget(stay);
      stay.listener.end(end.code, end.words);
    }
    return end === null;
  }

  return {
    byToken,
    enter,
    greet,
    away,
    async stop() {
      isStopped = true;
      stopWatching();
      await endAll([...byToken.values()]);
    },
  };
}

async function endAll(stays: readonly Stay[]): Promise<void> {
  for (const { cancelGrace } of stays) cancelGrace();
  for (const { listener } of stays) listener.end(RESTART, "the node is restarting");
  await Promise.all(stays.map(({ listener, work }) => Promise.all([listener.closed(), work])));
}

function toReady({ idEndpoint, token }: Place, { events, secrets }: Endpoint, graceMs: number): ListenReady {
  const ready = { id_endpoint: idEndpoint, token, signing_secret: secrets.signing, grace_ms: graceMs };
  return { type: "ready", events: [...events], ...ready };
}

/** Does something to the listener's endpoint, after all that was begun before. */
function inTurn(stay: Stay, work: (place: Place) => Promise<unknown>, log: Log): Promise<void> {
  const { place } = stay.listener;
  const { idSpace, idEndpoint } = place;
  stay.work = stay.work
    .then(() => work(place))
    .then(() => {})
    .catch((err: unknown) => log.error({ err, idSpace, idEndpoint }, "a listener's endpoint was not changed"));
  return stay.work;
}
