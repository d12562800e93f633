import type { OwedDelivery } from "../core/delivery.ts";
import type { Endpoint } from "../core/endpoint.ts";
import { signingSecretsAt } from "../core/endpoint.ts";
import type { Sign } from "./sign.ts";

export type HeaderRecord = Readonly<Record<string, string>>;

/** A header's name: the `token` of RFC 9110. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** Visible ASCII with spaces inside. Other bytes mean one thing to some receivers and another to others. */
const VALUE = /^(?:[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?)?$/;

/** Names with a meaning that Posthorn or the connection itself gives them: hop-by-hop ones, framing, and its own. */
const RESERVED_NAMES = new Set([
  // Answers are kept as they come, and a compressed one could not be read on the page.
  "accept-encoding",
  "connection",
  "expect",
  "host",
  "http2-settings",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "user-agent",
]);
const RESERVED_PREFIXES = ["content-", "posthorn-", "proxy-", "webhook-"];

/** Which rule an endpoint's own header breaks, in words. Null: none. Lengths and counts are the API's to limit. */
export function headerFault(name: string, value: string): string | null {
  if (!TOKEN.test(name)) return "a header's name has letters, digits and - only, such as x-team";
  const lowerName = name.toLowerCase();
  const prefix = RESERVED_PREFIXES.find((reserved) => lowerName.startsWith(reserved));
  if (prefix !== undefined) return `${lowerName} is set by Posthorn: headers that begin with ${prefix} are reserved`;
  if (RESERVED_NAMES.has(lowerName)) return `${lowerName} belongs to the connection and cannot be set`;
  if (!VALUE.test(value)) return "a header's value has visible ASCII characters, with spaces only between them";
  return null;
}

/** What the headers of one attempt are made of. */
export interface HeaderParts {
  idAttempt: string;
  version: string;
  /** The attempt's start: milliseconds since 1970. */
  now: number;
  delivery: OwedDelivery;
  endpoint: Endpoint;
  body: Uint8Array;
  sign: Sign;
}

/** The headers of one request but for those that come with the connection. Names in lower case. */
export function requestHeaders({ idAttempt, version, now, delivery, endpoint, body, sign }: HeaderParts): HeaderRecord {
  const timestamp = Math.floor(now / 1000);
  const secrets = signingSecretsAt(endpoint.secrets, now);
  return {
    "content-type": "application/json",
    "user-agent": `Posthorn/${version}`,
    "webhook-id": delivery.idEvent,
    "webhook-timestamp": String(timestamp),
    "webhook-signature": sign(secrets, { id: delivery.idEvent, timestamp, body }),
    "posthorn-event": delivery.event,
    "posthorn-delivery": delivery.id,
    "posthorn-attempt": idAttempt,
    "posthorn-trigger": delivery.trigger,
    ...allowedOf(endpoint.headers),
  };
}

/** All headers as they stand on the wire: undici writes the first two and the last by itself. */
export function headersOnWire(headers: HeaderRecord, host: string, bodyBytes: number): HeaderRecord {
  return { host, connection: "keep-alive", ...headers, "content-length": String(bodyBytes) };
}

/** A header that was accepted under an older rule must not get past a newer one, so the rule is asked again here. */
function allowedOf(headers: HeaderRecord): HeaderRecord {
  return Object.fromEntries(Object.entries(headers).filter(([name, value]) => headerFault(name, value) === null));
}
