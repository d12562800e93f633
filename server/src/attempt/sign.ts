import { createHmac, createSecretKey, type KeyObject } from "node:crypto";

/** The words before the base64 of a symmetric signing secret (Standard Webhooks). */
const SECRET_PREFIX = "whsec_";
/** Keys of this many secrets are held ready: making one costs seven times as much as signing with it. */
const KEYS_MAX = 10_000;

/** What is signed: `id.timestamp.body` (Standard Webhooks 1.0.0). */
export interface Signed {
  /** The event's id. Holds no dot, or the joint would be ambiguous. */
  id: string;
  /** Unix seconds of this attempt. */
  timestamp: number;
  /** The exact bytes that are sent. */
  body: Uint8Array;
}

/** Makes the value of `webhook-signature`: one `v1` item a secret, in the order given, with one space between them. */
export type Sign = (secrets: readonly string[], signed: Signed) => string;

export function createSign(): Sign {
  // By secret, so that a changed secret can never meet an old key.
  const keys = new Map<string, KeyObject>();

  function keyOf(secret: string): KeyObject {
    const known = keys.get(secret);
    if (known !== undefined) return known;
    const [oldest] = keys.keys();
    if (oldest !== undefined && keys.size >= KEYS_MAX) keys.delete(oldest);
    const key = toKey(secret);
    keys.set(secret, key);
    return key;
  }

  return (secrets, { id, timestamp, body }) => {
    const start = `${id}.${timestamp}.`;
    const items = secrets.map((secret) => {
      const hmac = createHmac("sha256", keyOf(secret)).update(start).update(body);
      return `v1,${hmac.digest("base64")}`;
    });
    return items.join(" ");
  };
}

function toKey(secret: string): KeyObject {
  const base64 = secret.startsWith(SECRET_PREFIX) ? secret.slice(SECRET_PREFIX.length) : secret;
  return createSecretKey(base64, "base64");
}
