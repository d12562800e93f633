import type { Endpoint } from "../core/endpoint.ts";

/** The endpoints of listeners, which must not outlive them. */
export interface ListenerStore {
  /** The live ones that no living node serves, of all spaces: those of nodes before. Asked at a start, before any is made. */
  left(): Promise<Endpoint[]>;
}
