import type { ActivityStore } from "./activity.ts";
import type { KeyStore } from "./keys.ts";
import type { SessionStore } from "./sessions.ts";
import type { Store } from "./store.ts";

/**
 * The calls of the port that only look at what is committed, and that somebody waits for. What they need is in the
 * database, so a twin may answer them beside its writer.
 */
export interface StoreReads
  extends Pick<
    Store,
    | "getDelivery"
    | "getEvent"
    | "getRoutes"
    | "getSpace"
    | "listDeliveries"
    | "listEvents"
    | "listSpaces"
    | "overview"
    | "owed"
    | "rows"
  > {
  activity: Pick<ActivityStore, "lastOf" | "ofEndpoint" | "ofSpace">;
  keys: Pick<KeyStore, "findLive" | "list">;
  sessions: Pick<SessionStore, "findByToken" | "list">;
}
