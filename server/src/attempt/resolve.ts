import { lookup, Resolver } from "node:dns/promises";
import type { Clock } from "../core/clock.ts";
import { createTurns } from "./turns.ts";

/**
 * The addresses of a host name, IPv4 first, at least one. Rejects with the name server's error, as Node spells it. When
 * `signal` aborts, nobody waits for the answer any more.
 */
export type Resolve = (host: string, signal: AbortSignal) => Promise<readonly string[]>;

/** Who is asked for addresses. Each rejects where there are none. */
export interface NameServices {
  resolve4(host: string): Promise<readonly string[]>;
  resolve6(host: string): Promise<readonly string[]>;
  /** The system's own way, which also knows the hosts file and search domains. */
  lookup(host: string): Promise<readonly string[]>;
}

/** How long IPv6 addresses are waited for once IPv4 ones are there (RFC 8305: 50 ms). Some servers never answer for them. */
const IPV6_WAIT_MS = 50;
/** A name server has this long to answer at first, twice as long at the second try: both fit into the connect timeout. */
const QUERY_TIMEOUT_MS = 1000;
const QUERY_TRIES = 2;
/** `getaddrinfo` blocks one of libuv's four threads for as long as a dead name server likes: two are left to the rest. */
const LOOKUPS_MAX = 2;
/** Names that wait for a look-up: beyond this the system's resolver is stuck, and waiting longer will not help. */
const LOOKUPS_WAITING_MAX = 200;

/**
 * Asks the name servers directly, for both families at once and off the thread pool, so that one slow server delays
 * nobody else. What they do not know, the system is asked for, a few names at a time.
 */
export function createResolve(clock: Clock, services: NameServices = systemServices()): Resolve {
  const turns = createTurns(LOOKUPS_MAX, LOOKUPS_WAITING_MAX);

  async function query(host: string): Promise<readonly string[]> {
    const ipv6 = services.resolve6(host).catch(none);
    const ipv4 = await services.resolve4(host).catch(none);
    if (ipv4.length === 0) return ipv6;
    return [...ipv4, ...(await Promise.race([ipv6, noneAfter(IPV6_WAIT_MS)]))];
  }

  function noneAfter(waitMs: number): Promise<readonly string[]> {
    const { promise, resolve } = Promise.withResolvers<readonly string[]>();
    clock.after(waitMs, () => resolve([]));
    return promise;
  }

  return async (host, signal) => {
    const found = await query(host);
    return found.length > 0 ? found : turns.take(() => services.lookup(host), signal);
  };
}

/** A failed query is no answer: whether there is an address at all, the look-up that follows will say with its reason. */
function none(): readonly string[] {
  return [];
}

function systemServices(): NameServices {
  const resolver = new Resolver({ timeout: QUERY_TIMEOUT_MS, tries: QUERY_TRIES });
  return {
    resolve4: (host) => resolver.resolve4(host),
    resolve6: (host) => resolver.resolve6(host),
    async lookup(host) {
      const found = await lookup(host, { all: true, order: "ipv4first" });
      return found.map(({ address }) => address);
    },
  };
}
