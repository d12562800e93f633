import { WebhookVerificationError } from "./verification-error.ts";

/** Standard Webhooks: a signing key has between 24 and 64 bytes. */
const KEY_BYTES_MIN = 24;
const KEY_BYTES_MAX = 64;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** What is at hand in place of a signing secret, by how it begins. */
const LOOK_ALIKES = [
  {
    prefix: "wh_",
    code: "secret_is_body_secret",
    message: "This is the body secret wh_…, use the signing secret whsec_…",
  },
  {
    prefix: "phk_",
    code: "secret_malformed",
    message: "This is a key of Posthorn's API, use the endpoint's signing secret whsec_…",
  },
  {
    prefix: "whsk_",
    code: "secret_malformed",
    message: "This is a private key whsk_… (v1a), use the signing secret whsec_…",
  },
  {
    prefix: "whpk_",
    code: "secret_malformed",
    message: "This is a public key whpk_… (v1a), use the signing secret whsec_…",
  },
] as const;

/** One secret or several, as a list. Types keep the rest out; a variable that is not set comes in all the same. */
export function secretList(secrets: string | readonly string[]): readonly string[] {
  const list: readonly unknown[] = Array.isArray(secrets) ? secrets : [secrets];
  const texts = list.map((secret) => {
    if (typeof secret === "string" && secret.trim() !== "") return secret.trim();
    throw new WebhookVerificationError("secret_missing", "There is no secret: is the variable that holds it set?");
  });
  if (texts.length > 0) return texts;
  throw new WebhookVerificationError("secret_missing", "There is no secret: the list is empty.");
}

/** The bytes of a signing secret. `whsec_` may be missing, as the libraries of Standard Webhooks allow. */
export function signingKey(secret: string): Uint8Array<ArrayBuffer> {
  const likeness = LOOK_ALIKES.find(({ prefix }) => secret.startsWith(prefix));
  if (likeness !== undefined) throw new WebhookVerificationError(likeness.code, likeness.message);
  const base64 = secret.replace(/^whsec_/, "");
  if (!BASE64.test(base64)) {
    const message = "The secret is not whsec_ and base64: was it changed or cut when it was copied?";
    throw new WebhookVerificationError("secret_malformed", message);
  }
  const key = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  if (key.length >= KEY_BYTES_MIN && key.length <= KEY_BYTES_MAX) return key;
  const message = `The secret has ${key.length} bytes, a signing secret ${KEY_BYTES_MIN} to ${KEY_BYTES_MAX}: was it cut when it was copied?`;
  throw new WebhookVerificationError("secret_malformed", message);
}

/** Whether two texts are the same, in a time that does not tell where they differ. */
export function isSameText(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let at = 0; at < a.length; at++) difference |= a.charCodeAt(at) ^ b.charCodeAt(at);
  return difference === 0;
}
