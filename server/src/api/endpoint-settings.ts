import type { EndpointPatch as WirePatch } from "@posthorn/sdk";
import type { Catalogue } from "../catalogue/catalogue.ts";
import { joined } from "../core/field-path.ts";
import { isMasked } from "../core/masked-headers.ts";
import type { FieldError } from "../core/problems.ts";
import { isSubscribed } from "../core/subscription.ts";
import type { EndpointPatch } from "../store/endpoints.ts";
import type { ApiDependencies } from "./dependencies.ts";
import { BODY_SECRET_PATTERN } from "./text-patterns.ts";

/** A header's name and value together: what a server reads of one header line by default is 8 KiB, of all of them 16. */
const HEADER_BYTES_MAX = 1024;
/** Standard Webhooks: a signing key has between 24 and 64 bytes. */
const SIGNING_KEY_BYTES_MIN = 24;
const SIGNING_KEY_BYTES_MAX = 64;

const BODY_SECRET = new RegExp(BODY_SECRET_PATTERN);

type Rules = Pick<ApiDependencies, "catalogue" | "checkUrl" | "headerFault">;

/** An owner's settings as the store takes them. What no schema can say about them is checked here: faults go to `errors`. */
export function toSettings(body: WirePatch, rules: Rules, errors: FieldError[]): Omit<EndpointPatch, "secrets"> {
  const settings: Omit<EndpointPatch, "secrets"> = {};
  if (body.url !== undefined) settings.url = checkedUrl(body.url, rules, errors);
  if (body.events !== undefined) settings.events = checkedEvents(body.events, rules.catalogue, errors);
  if (body.headers !== undefined) settings.headers = checkedHeaders(body.headers, rules, errors);
  if (body.description !== undefined) settings.description = body.description;
  if (body.pause_after !== undefined) settings.pauseAfter = body.pause_after;
  if (body.is_secret_in_body !== undefined) settings.isSecretInBody = body.is_secret_in_body;
  if (body.envelope !== undefined) settings.envelope = body.envelope;
  return settings;
}

/** A signing secret brought along must be a key that any Standard Webhooks library reads in the same way. */
export function checkSigningSecret(secret: string, path: string, errors: FieldError[]): void {
  const text = secret.replace(/^whsec_/, "");
  const bytes = Buffer.from(text, "base64");
  const isCanonical = bytes.toString("base64") === text;
  if (isCanonical && bytes.length >= SIGNING_KEY_BYTES_MIN && bytes.length <= SIGNING_KEY_BYTES_MAX) return;
  const message = `must be whsec_ and the padded base64 of ${SIGNING_KEY_BYTES_MIN} to ${SIGNING_KEY_BYTES_MAX} bytes`;
  errors.push({ path, message });
}

/** A body's secret may be any text that stands in JSON as it is. */
export function checkBodySecret(secret: string, path: string, errors: FieldError[]): void {
  if (!BODY_SECRET.test(secret)) errors.push({ path, message: "must be 1 to 256 printable ASCII characters" });
}

function checkedUrl(url: string, { checkUrl }: Rules, errors: FieldError[]): string {
  const message = checkUrl(url);
  if (message !== null) errors.push({ path: "url", message });
  return url;
}

function checkedEvents(events: readonly string[], catalogue: Catalogue, errors: FieldError[]): readonly string[] {
  for (const [index, wanted] of events.entries()) {
    if (catalogue.list().some(({ name }) => isSubscribed([wanted], name))) continue;
    errors.push({ path: joined("events", String(index)), message: emptyWish(wanted, catalogue) });
  }
  return [...new Set(events)];
}

function emptyWish(wanted: string, catalogue: Catalogue): string {
  if (wanted.endsWith(".*")) return `no event type begins with ${wanted.slice(0, -1)}`;
  const nearest = catalogue.nearest(wanted);
  const hint = nearest.length > 0 ? `did you mean ${nearest.join(" or ")}?` : "GET /v1/event-types lists them";
  return `there is no event type ${wanted}: ${hint}`;
}

/** Names are case-insensitive (RFC 9110) and kept in lower case, so that none can come twice. */
function checkedHeaders(given: Readonly<Record<string, string>>, { headerFault }: Rules, errors: FieldError[]) {
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(given)) {
    const lowerName = name.toLowerCase();
    const isLong = Buffer.byteLength(name) + Buffer.byteLength(value) > HEADER_BYTES_MAX;
    const message =
      (isMasked(value) ? "a masked value stays only where this header has it: give the whole value" : null) ??
      headerFault(name, value) ??
      (isLong ? `name and value have more than ${HEADER_BYTES_MAX} bytes` : null) ??
      (headers.has(lowerName) ? "given twice" : null);
    if (message !== null) errors.push({ path: joined("headers", name), message });
    headers.set(lowerName, value);
  }
  return Object.fromEntries(headers);
}
