import type { LineError, PostedActor, PostedChanges } from "./event.ts";
import type { Json } from "./json.ts";

/** An event that an app has emitted in its own transaction, and that no node could take: it is not sent. */
export interface RejectedEvent {
  id: string;
  id_space: string;
  event: string;
  /** When it happened, as the app said, or when it was emitted. */
  occurred_at: string;
  emitted_at: string;
  rejected_at: string;
  /** Why. */
  error: LineError;
}

/** With all that the app has said. */
export interface RejectedEventDetail extends RejectedEvent {
  payload: { [key: string]: Json };
  changes: PostedChanges | null;
  actor: PostedActor | null;
  correlation_id: string | null;
}
