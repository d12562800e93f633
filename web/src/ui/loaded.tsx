import type { ReactNode } from "react";
import { Card } from "./page-header.tsx";
import { Failed, LoadingRows } from "./states.tsx";

interface LoadedProps<Data> {
  query: { data: Data | undefined; error: Error | null; refetch(): Promise<unknown> };
  /** How many rows stand in for what is on its way. */
  count?: number;
  /** What stands in goes onto a card: what comes brings its own. */
  inCard?: boolean;
  children: (data: Data) => ReactNode;
}

/**
 * What a query has brought. Until then rows on their way, or what went wrong with the way to try again. A later fetch that
 * fails takes nothing off the screen.
 */
export function Loaded<Data>({ query, count, inCard = false, children }: LoadedProps<Data>) {
  if (query.data !== undefined) return children(query.data);
  const instead =
    query.error === null ? (
      <LoadingRows count={count} />
    ) : (
      <Failed error={query.error} onRetry={() => void query.refetch()} />
    );
  return inCard ? <Card>{instead}</Card> : instead;
}
