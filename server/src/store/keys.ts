import type { ApiKey } from "../core/key.ts";
import type { Page, PageQuery } from "./pages.ts";

/** Keys of the HTTP API. Revoked ones stay, so that one can see that they were there. */
export interface KeyStore {
  insert(key: ApiKey): Promise<void>;
  /** The live key with this hash. */
  findLive(hash: string): Promise<ApiKey | null>;
  /** Newest first, revoked ones among them. */
  list(query: PageQuery): Promise<Page<ApiKey>>;
  /** Says that a key was in use at `now`. The latest such time is kept. */
  noteUse(idKey: string, now: number): Promise<void>;
  /** False where there is no such key, or it was revoked before. */
  revoke(idKey: string): Promise<boolean>;
}
