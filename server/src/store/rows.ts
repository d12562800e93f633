import type { Delivery } from "../core/delivery.ts";
import type { ListedEvent } from "./events.ts";

/** Rows of lists by their ids, as they are now, for who shows them live. What is not there is left out; at most 500 ids. */
export interface RowStore {
  deliveries(idSpace: string, ids: readonly string[]): Promise<Delivery[]>;
  events(idSpace: string, ids: readonly string[]): Promise<ListedEvent[]>;
}
