import { connect, type Socket } from "node:net";
import type { Clock } from "../core/clock.ts";
import { ConnectFault, inSeconds, tcpFault } from "./connect-fault.ts";
import type { Opening } from "./connector.ts";
import { type Deadline, within } from "./deadline.ts";
import { hostAndPort } from "./target.ts";

/** The first probe of an idle TCP connection: sooner than middleboxes forget it, should a receiver think for long. */
const TCP_PROBE_AFTER_MS = 10_000;

export type Dial = (
  addresses: readonly string[],
  port: number,
  opening: Opening,
  deadline: Deadline,
) => Promise<Socket>;

/**
 * Connects to the first address that answers. Each gets its share of the time that is left, so that a dead one cannot
 * take it all. Where none answers, the first one's fault is told: it is the one that the name's owner prefers.
 */
export function createDial(clock: Clock): Dial {
  return async (addresses, port, opening, { leftMs, signal }) => {
    let firstFault: unknown = null;
    for (const [index, address] of addresses.entries()) {
      const began = clock.elapsed();
      const limitMs = leftMs() / (addresses.length - index);
      const where = hostAndPort(address, port);
      const late = () => timeoutFault(where, limitMs);
      try {
        const socket = await within({ clock, limitMs, signal, late }, (stop) => connectTo(address, port, where, stop));
        opening.connectMs = clock.elapsed() - began;
        opening.remoteAddress = where;
        return socket;
      } catch (error) {
        if (signal.aborted) throw error;
        firstFault ??= error;
      }
    }
    throw firstFault ?? new ConnectFault("dns_not_found", "the host name has no address");
  };
}

function timeoutFault(where: string, limitMs: number): ConnectFault {
  const detail = `no connection to ${where} within ${inSeconds(limitMs)}: the host is down, or a firewall drops the packets`;
  return new ConnectFault("connection_timeout", detail);
}

async function connectTo(address: string, port: number, where: string, signal: AbortSignal): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const socket = connect({
    host: address,
    port,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: TCP_PROBE_AFTER_MS,
  });
  socket.once("connect", () => resolve(socket));
  // Stays on the socket for good: an error before undici listens would otherwise end the process.
  socket.on("error", (error) => reject(tcpFault(where, error)));
  signal.addEventListener("abort", () => socket.destroy(), { once: true });
  return promise;
}
