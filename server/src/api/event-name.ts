import type { Catalogue } from "../catalogue/catalogue.ts";
import { ProblemError } from "../core/problems.ts";
import { eventTypeProblem } from "../ingest/event-type.ts";
import type { Store } from "../store/store.ts";

/**
 * For lists of one event type: a name that nobody knows is a slip, and an empty list would hide it. A type of the app's
 * own that was deleted is still known by its events.
 */
export async function mustKnowEventType(
  { catalogue, store }: { catalogue: Catalogue; store: Pick<Store, "listEvents"> },
  query: { idSpace: string; event: string | null },
): Promise<void> {
  const { idSpace, event } = query;
  const problem = event === null ? null : eventTypeProblem(event, catalogue);
  if (problem === null) return;
  const ofType = await store.listEvents({ idSpace, event, since: null, until: null, limit: 1, cursor: null });
  if (ofType.items.length === 0) throw new ProblemError(problem);
}
