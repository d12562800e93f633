import type { PageQuery } from "./pages.ts";

export interface SpaceSummary {
  idSpace: string;
  createdAt: number;
  endpointCount: number;
  pausedCount: number;
  /** Active endpoints whose last delivery failed. */
  failingCount: number;
}

export interface SpaceQuery extends PageQuery {
  /** How the id begins, in lower case. */
  search: string | null;
  /** Only those with an endpoint that is paused or whose last delivery failed. */
  isFailing: boolean;
}
