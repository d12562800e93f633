import { createHmac } from "node:crypto";

/** When the requests of the tests are signed, and what their clocks say. */
export const NOW_S = 1_700_000_000;
export const at = (seconds: number) => ({ now: () => seconds * 1000 });
export const SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
export const OTHER_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

export const EVENT = {
  id_space: "eb8edc65-129a-4cb6-abbe-6bf8979c0658",
  event: "lead.create",
  secret: "wh_96f151ceb78d6a8",
  payload: { name: "Zoë ☃ 😀" },
} as const;
export const BODY = JSON.stringify(EVENT);

export interface SignedRequest {
  headers: Record<string, string>;
  body: string;
}

/** A request as Posthorn signs it, by Node's own means. */
export function signed(body: string = BODY, secret: string = SECRET, timestamp: number = NOW_S): SignedRequest {
  const id = "evt_0Vbr95Er0017oyCeVh9Z";
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  return {
    headers: {
      "webhook-id": id,
      "webhook-timestamp": String(timestamp),
      "webhook-signature": `v1,${signature}`,
    },
    body,
  };
}
