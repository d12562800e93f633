import type { Clock } from "../core/clock.ts";
import type { MakeId } from "../core/ids.ts";
import type { ApiKey } from "../core/key.ts";
import { hashKey } from "./auth.ts";

/** 40 of 62 characters are 238 bits: nobody guesses one. */
const KEY_LENGTH = 40;

/** A key as it is kept, and its text, which is told once and kept nowhere. */
export function makeApiKey(
  deps: { clock: Clock; makeId: MakeId; randomText(length: number): string },
  { idSpace, description }: Pick<ApiKey, "idSpace" | "description">,
): { key: ApiKey; text: string } {
  const text = `phk_${deps.randomText(KEY_LENGTH)}`;
  const id = deps.makeId("key");
  const made = { createdAt: deps.clock.now(), lastUsedAt: null, revokedAt: null };
  const key = { id, idSpace, description, hash: hashKey(text), ...made };
  return { key, text };
}
