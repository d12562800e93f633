import type { AttemptError, AttemptErrorCode } from "../core/outcome.ts";

/** Why there is no connection. Thrown inside this stage, because undici's connector wants an error; told as an outcome. */
export class ConnectFault extends Error {
  readonly fault: AttemptError;

  constructor(code: AttemptErrorCode, detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.name = "ConnectFault";
    this.fault = { code, detail };
  }
}

/** The `code` of a system, TLS or undici error, `""` where there is none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

/** A time as a person says it: `15 s`, `0.2 s`. */
export function inSeconds(ms: number): string {
  return `${Number((ms / 1000).toFixed(2))} s`;
}

/** What a name server or the system's resolver had to say against a name. Null: it gave no address. */
export function dnsFault(host: string, error: unknown): ConnectFault {
  // No error: it answered, with no address.
  const code = error === null ? "ENODATA" : codeOf(error);
  if (code === "ENOTFOUND" || code === "ENODATA" || code === "EAI_NONAME" || code === "EAI_NODATA") {
    return new ConnectFault("dns_not_found", `host name not found: ${host} has no address in the DNS`, {
      cause: error,
    });
  }
  const detail = `the name servers gave no answer for ${host}${code === "" ? "" : ` (${code})`}`;
  return new ConnectFault("dns_failed", detail, { cause: error });
}

/** What came back instead of a TCP connection. `where` is an address with its port. */
export function tcpFault(where: string, error: unknown): ConnectFault {
  const [code, detail] = tcpWords(where, codeOf(error));
  return new ConnectFault(code, detail, { cause: error });
}

function tcpWords(where: string, code: string): [AttemptErrorCode, string] {
  switch (code) {
    case "ECONNREFUSED":
      return ["connection_refused", `connection refused by ${where}: nothing listens there`];
    case "ECONNRESET":
      return ["connection_reset", `${where} broke off the connection while it was being made`];
    case "ETIMEDOUT":
      return ["connection_timeout", `${where} did not answer: a firewall may drop the packets`];
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "EADDRNOTAVAIL":
      return ["connection_failed", `there is no route to ${where} (${code})`];
    case "EMFILE":
    case "ENFILE":
    case "ENOBUFS":
    case "ENOMEM":
      return ["internal", `Posthorn had no socket left to connect with (${code}): the operator must raise its limits`];
    default:
      return ["connection_failed", `the connection to ${where} failed${code === "" ? "" : ` (${code})`}`];
  }
}
