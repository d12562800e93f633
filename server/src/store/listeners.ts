import type { Endpoint } from "../core/endpoint.ts";
import type { Backlog } from "./claiming.ts";

/** The endpoints of listeners, which must not outlive them. One node serves each: the one that holds its connection. */
export interface ListenerStore {
  /** Takes the live ones that no living node serves, of all spaces: from now on this one does. They are paused by it. */
  takeLeft(): Promise<Endpoint[]>;
  /** From now on this node serves it, at this URL, whichever did before. Null: there is no such live one. */
  take(idSpace: string, idEndpoint: string, url: string): Promise<Endpoint | null>;
  /** Pauses, resumes or deletes it, if this node serves it. False: another one does, or it is gone. */
  change(idSpace: string, idEndpoint: string, change: ListenerChange): Promise<boolean>;
  /** Tells the node that serves it that deliveries wait in line for it. One that does not hear finds them with its next beat. */
  ring(waiting: Backlog): Promise<void>;
  /** Calls back when another node has rung. Returns the way to stop it. */
  watchRings(listener: (waiting: Backlog) => void): () => void;
}

export type ListenerChange = "pause" | "resume" | "delete";
