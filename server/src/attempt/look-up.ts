import { isIP } from "node:net";
import type { Clock } from "../core/clock.ts";
import { ConnectFault, dnsFault, inSeconds } from "./connect-fault.ts";
import type { Opening } from "./connector.ts";
import { type Deadline, within } from "./deadline.ts";
import type { Resolve } from "./resolve.ts";

/** A name can have any number of addresses. When so many fail, the next would too. */
const ADDRESSES_MAX = 6;

export type LookUp = (hostname: string, opening: Opening, deadline: Deadline) => Promise<readonly string[]>;

/** The addresses of a host, in the order in which they are tried. An address stands for itself. */
export function createLookUp(clock: Clock, resolve: Resolve): LookUp {
  return async (hostname, opening, { limitMs, leftMs, signal }) => {
    if (isIP(hostname) !== 0) return [hostname];
    const began = clock.elapsed();
    const late = () =>
      new ConnectFault("dns_failed", `no name server answered for ${hostname} within ${inSeconds(limitMs)}`);
    const addresses = await within({ clock, limitMs: leftMs(), signal, late }, async (stop) => {
      try {
        return await resolve(hostname, stop);
      } catch (error) {
        throw dnsFault(hostname, error);
      }
    });
    opening.dnsMs = clock.elapsed() - began;
    return addresses.slice(0, ADDRESSES_MAX);
  };
}
