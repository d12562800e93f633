import type { Socket } from "node:net";
import type { Clock } from "../core/clock.ts";
import { ConnectFault } from "./connect-fault.ts";
import { createDeadline } from "./deadline.ts";
import { createDial } from "./dial.ts";
import { type AddressGuard, forbiddenAmong } from "./guard.ts";
import { createHandshake } from "./handshake.ts";
import { createLookUp } from "./look-up.ts";
import type { Resolve } from "./resolve.ts";
import type { Target } from "./target.ts";

/** How a connection came about, filled in as it does, so that a failure shows how far it got. Milliseconds. */
export interface Opening {
  dnsMs: number | null;
  connectMs: number | null;
  tlsMs: number | null;
  /** The address with its port. Null until there is a TCP connection. */
  remoteAddress: string | null;
}

/** Opens a connection ready for a request, or rejects with a `ConnectFault`, or with the signal's reason. */
export type OpenSocket = (target: Target, opening: Opening, signal: AbortSignal) => Promise<Socket>;

export interface ConnectorOptions {
  clock: Clock;
  resolve: Resolve;
  guard: AddressGuard;
  /** For look-up, TCP connection and TLS handshake together. */
  connectTimeoutMs: number;
  /** PEM certificates that are trusted instead of the public authorities. */
  trustedCa: string | undefined;
}

/**
 * Looks the name up, vets every address, and connects to the very addresses that were vetted: a name that changes its
 * answer in between changes nothing. One forbidden address among them refuses them all. The last word belongs to the
 * socket, which is asked whom it has reached before a byte is sent.
 */
export function createConnector(options: ConnectorOptions): OpenSocket {
  const { clock, guard, connectTimeoutMs } = options;
  const lookUp = createLookUp(clock, options.resolve);
  const dial = createDial(clock);
  const handshake = createHandshake(clock, options.trustedCa);

  function vet(hostname: string, addresses: readonly string[]): void {
    const forbidden = forbiddenAmong(guard, hostname, addresses);
    if (forbidden !== null) throw new ConnectFault("address_forbidden", forbidden);
  }

  return async (target, opening, signal) => {
    const { hostname, port, isGuarded } = target;
    const deadline = createDeadline(clock, connectTimeoutMs, signal);
    const addresses = await lookUp(hostname, opening, deadline);
    if (isGuarded) vet(hostname, addresses);
    const socket = await dial(addresses, port, opening, deadline);
    try {
      const { remoteAddress = "" } = socket;
      if (isGuarded) vet(remoteAddress, [remoteAddress]);
      return target.isTls ? await handshake(socket, hostname, opening, deadline) : socket;
    } catch (error) {
      socket.destroy();
      throw error;
    }
  };
}
