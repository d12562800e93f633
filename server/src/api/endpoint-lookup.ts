import type { Endpoint } from "../core/endpoint.ts";
import type { Store } from "../store/store.ts";
import { orNotFound } from "./problem-answers.ts";

/** A live endpoint, straight from the store and not from a memory of it: its health changes with every delivery. */
export async function existingEndpoint(
  store: Pick<Store, "getRoutes">,
  idSpace: string,
  id: string,
): Promise<Endpoint> {
  const { endpoints } = await store.getRoutes(idSpace);
  return orNotFound(endpoints.find((endpoint) => endpoint.id === id));
}
