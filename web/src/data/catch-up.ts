import type { SpaceMessage } from "@posthorn/sdk";
import type { QueryClient } from "@tanstack/react-query";
import { putInto } from "./apply-messages.ts";

/** A fetch takes seconds at most. Older messages are in whatever it brings. */
const KEPT_MS = 60_000;
const KEPT_MAX = 5_000;

export interface CatchUp {
  note(message: SpaceMessage): void;
  stop(): void;
}

/**
 * Keeps the answers of fetches from undoing what came live: an answer may have been read before a message that came while
 * it was on its way. Those messages are put into it once more.
 */
export function createCatchUp(queries: QueryClient, idSpace: string, now: () => number): CatchUp {
  const begun = new Map<string, number>();
  let came: { at: number; message: SpaceMessage }[] = [];

  const stop = queries.getQueryCache().subscribe((event) => {
    if (event.type !== "updated" || event.query.queryKey[1] !== idSpace) return;
    const { queryHash, queryKey } = event.query;
    if (event.action.type === "fetch") begun.set(queryHash, now());
    if (event.action.type !== "success" || event.action.manual) return;
    const since = begun.get(queryHash) ?? now();
    begun.delete(queryHash);
    const missed = came.filter(({ at }) => at >= since).map(({ message }) => message);
    if (missed.length > 0) putInto(queries, queryKey, missed);
  });

  return {
    note(message) {
      came.push({ at: now(), message });
      if (came.length > KEPT_MAX) came = came.filter(({ at }) => at > now() - KEPT_MS).slice(-KEPT_MAX / 2);
    },
    stop,
  };
}
