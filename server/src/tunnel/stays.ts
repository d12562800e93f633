import type { ListenReady } from "@posthorn/sdk";
import type { Clock } from "../core/clock.ts";
import type { Endpoint } from "../core/endpoint.ts";
import type { Log } from "../core/log.ts";
import { createListener, type Listener, type Place } from "./listener.ts";

/** What happens to a listener's endpoint. Each call is repeated until the store takes it. */
export interface ListenerEndpoints {
  /** As it is now. Null: it was deleted. */
  find(place: Place): Promise<Endpoint | null>;
  /** What happens while its listener is away is held. */
  pause(place: Place): Promise<unknown>;
  resume(place: Place): Promise<unknown>;
  delete(place: Place): Promise<unknown>;
  /** Calls back after each change of an endpoint. Returns the way to stop it. */
  watch(listener: (change: { idEndpoint: string }) => void): () => void;
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

/** The listeners there are, connected or away, by token. */
export interface Stays {
  readonly byToken: ReadonlyMap<string, Stay>;
  enter(place: Place): Stay;
  /** Its connection is there: from now on it gets requests. */
  greet(stay: Stay): Promise<void>;
  /** Its events are held from now on, until it is back or was away for too long. */
  away(stay: Stay): void;
  /** Ends all connections. What they were for is left to the next start. */
  stop(): Promise<void>;
}

/** RFC 6455: the server restarts. */
const RESTART = 1012;
/** Ours: the endpoint was deleted by somebody. */
const ENDPOINT_GONE = 4404;

export function createStays({ clock, log, endpoints, graceMs }: StaysOptions): Stays {
  const byToken = new Map<string, Stay>();
  let isStopped = false;
  const stopWatching = endpoints.watch(({ idEndpoint }) => {
    for (const stay of byToken.values()) if (stay.listener.place.idEndpoint === idEndpoint) void look(stay);
  });

  function enter(place: Place): Stay {
    const listener = createListener({ clock, place, away: () => away(stay), leave: () => remove(stay) });
    const stay: Stay = { listener, isAway: false, cancelGrace() {}, work: Promise.resolve() };
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
    if (endpoint === null) return orphaned(stay);
    if (!listener.isConnected) return;
    stay.isAway = false;
    const { idSpace, idEndpoint } = listener.place;
    log.info({ idSpace, idEndpoint }, "listener connected");
    listener.welcome(toReady(listener.place, endpoint, graceMs));
  }

  /** Somebody may have paused or deleted the endpoint. */
  async function look(stay: Stay): Promise<void> {
    const endpoint = await endpoints.find(stay.listener.place);
    if (endpoint === null) return orphaned(stay);
    if (stay.isAway || endpoint.health.status === "active") return;
    stay.listener.tell({ type: "paused", reason: endpoint.health.pausedReason ?? "manual" });
  }

  function orphaned(stay: Stay): void {
    if (!isKnown(stay)) return;
    forget(stay);
    stay.listener.end(ENDPOINT_GONE, "the endpoint of this listener was deleted");
  }

  return {
    byToken,
    enter,
    greet,
    away,
    async stop() {
      isStopped = true;
      stopWatching();
      const all = [...byToken.values()];
      for (const { cancelGrace } of all) cancelGrace();
      for (const { listener } of all) listener.end(RESTART, "the node is restarting");
      await Promise.all(all.map(({ listener, work }) => Promise.all([listener.closed(), work])));
    },
  };
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
