import type { PeerCertificate } from "node:tls";
import { ConnectFault, codeOf } from "./connect-fault.ts";

/** Certificates can be for hundreds of names: this much of the list is enough to see that a name is missing. */
const NAMES_LENGTH_MAX = 200;

/** A handshake that broke off. `where` is an address with its port. */
export function handshakeFault(hostname: string, where: string, error: unknown): ConnectFault {
  const code = codeOf(error);
  if (code === "ERR_SSL_WRONG_VERSION_NUMBER" || code === "ERR_SSL_PACKET_LENGTH_TOO_LONG") {
    return new ConnectFault("tls_failed", `${where} does not speak TLS: it likely speaks plain HTTP on that port`, {
      cause: error,
    });
  }
  const reason =
    code === "ECONNRESET" || code === "EPIPE" || code === ""
      ? "it closed the connection"
      : code
          .replace(/^ERR_SSL_/, "")
          .toLowerCase()
          .replaceAll("_", " ");
  return new ConnectFault("tls_failed", `the TLS handshake with ${hostname} at ${where} failed: ${reason}`, {
    cause: error,
  });
}

/** A certificate that does not prove that the receiver is `hostname`. `code` is OpenSSL's or Node's word for it. */
export function certificateFault(
  hostname: string,
  code: string,
  certificate: Partial<PeerCertificate>,
  now: number,
): ConnectFault {
  switch (code) {
    case "DEPTH_ZERO_SELF_SIGNED_CERT":
    case "SELF_SIGNED_CERT_IN_CHAIN":
      return new ConnectFault(
        "tls_self_signed",
        `the certificate of ${hostname} is self-signed: use one of a public authority`,
      );
    case "CERT_HAS_EXPIRED":
      return new ConnectFault(
        "tls_expired",
        `the certificate of ${hostname} expired${expiryOf(certificate, now)}: renew it`,
      );
    case "CERT_NOT_YET_VALID":
      return new ConnectFault("tls_untrusted", `the certificate of ${hostname} is not valid yet`);
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return new ConnectFault("tls_wrong_host", `the certificate is for ${namesOf(certificate)}, not ${hostname}`);
    case "UNABLE_TO_GET_ISSUER_CERT":
    case "UNABLE_TO_GET_ISSUER_CERT_LOCALLY":
    case "UNABLE_TO_VERIFY_LEAF_SIGNATURE":
      return new ConnectFault(
        "tls_untrusted",
        `the certificate of ${hostname} leads to no known authority: serve the intermediate certificates with it`,
      );
    default:
      return new ConnectFault("tls_untrusted", `the certificate of ${hostname} is not trusted (${code})`);
  }
}

function expiryOf({ valid_to: validTo }: Partial<PeerCertificate>, now: number): string {
  const ms = validTo === undefined ? Number.NaN : Date.parse(validTo);
  // The leaf can be fine where one above it has expired: its date would then mislead.
  return ms < now ? ` on ${new Date(ms).toISOString().slice(0, 10)}` : "";
}

function namesOf({ subjectaltname: names }: Partial<PeerCertificate>): string {
  if (names === undefined || names === "") return "no host at all";
  const list = names.replaceAll("DNS:", "").replaceAll("IP Address:", "");
  return list.length > NAMES_LENGTH_MAX ? `${list.slice(0, NAMES_LENGTH_MAX)}…` : list;
}
