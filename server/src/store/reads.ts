import type { ActivityStore } from "./activity.ts";
import type { SessionStore } from "./sessions.ts";
import type { Store } from "./store.ts";

/**
 * The calls of the port that only look at what is committed, and that somebody waits for. What they need is in the
 * database, so a twin may answer them beside its writer.
 */
export interface StoreReads
  extends Pick<
    Store,
    | "findKey"
    | "getDelivery"
    | "getEvent"
    | "getSpace"
    | "listDeliveries"
    | "listEvents"
    | "listKeys"
    | "listSpaces"
    | "overview"
    | "owed"
    | "rows"
  > {
  activity: Pick<ActivityStore, "lastOf" | "ofEndpoint" | "ofSpace">;
  sessions: Pick<SessionStore, "findByToken" | "list">;
}
