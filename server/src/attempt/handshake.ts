import { isIP, type Socket } from "node:net";
import { connect, createSecureContext, type SecureContext, type TLSSocket } from "node:tls";
import type { Clock } from "../core/clock.ts";
import { ConnectFault, inSeconds } from "./connect-fault.ts";
import type { Opening } from "./connector.ts";
import { type Deadline, within } from "./deadline.ts";
import { hostAndPort } from "./target.ts";
import { certificateFault, handshakeFault } from "./tls-fault.ts";

export type Handshake = (socket: Socket, hostname: string, opening: Opening, deadline: Deadline) => Promise<TLSSocket>;

/** TLS over an open connection, with proof that `hostname` is at the other end. The socket is the caller's to close. */
export function createHandshake(clock: Clock, trustedCa: string | undefined): Handshake {
  const secureContext = createSecureContext(trustedCa === undefined ? {} : { ca: trustedCa });

  return async (socket, hostname, opening, { limitMs, leftMs, signal }) => {
    const began = clock.elapsed();
    const where = hostAndPort(socket.remoteAddress ?? hostname, socket.remotePort ?? 0);
    const late = () =>
      new ConnectFault(
        "connection_timeout",
        `the TLS handshake with ${where} was not done within ${inSeconds(limitMs)}`,
      );
    const secured = await within({ clock, limitMs: leftMs(), signal, late }, () =>
      shakeHands(socket, hostname, where, secureContext),
    );
    opening.tlsMs = clock.elapsed() - began;
    if (!secured.authorized) {
      // Typed as an error, but Node puts that error's code here.
      const code = String(secured.authorizationError);
      throw certificateFault(hostname, code, secured.getPeerCertificate(), clock.now());
    }
    return secured;
  };
}

async function shakeHands(
  socket: Socket,
  hostname: string,
  where: string,
  secureContext: SecureContext,
): Promise<TLSSocket> {
  const { promise, resolve, reject } = Promise.withResolvers<TLSSocket>();
  const secured = connect({
    socket,
    host: hostname,
    // A server name is no address and has no dot at its end (RFC 6066). The certificate is compared with `host`.
    servername: isIP(hostname) === 0 ? hostname.replace(/\.$/, "") : "",
    ALPNProtocols: ["http/1.1"],
    secureContext,
    // Node would close the socket before it can be read what is wrong with the certificate. The caller refuses it.
    rejectUnauthorized: false,
  });
  secured.once("secureConnect", () => resolve(secured));
  // Stays for good, as on the socket below.
  secured.on("error", (error) => reject(handshakeFault(hostname, where, error)));
  return promise;
}
