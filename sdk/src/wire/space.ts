import type { PageQuery } from "./page.ts";

/** A customer of the app: it exists from its first event or endpoint on. */
export interface Space {
  id_space: string;
  created_at: string;
  endpoint_count: number;
  paused_count: number;
  /** Active endpoints whose last delivery failed. */
  failing_count: number;
}

export interface SpaceQuery extends PageQuery {
  /** How the id begins. */
  search?: string;
  /** Only those with an endpoint that is paused or whose last delivery failed. */
  is_failing?: boolean;
}
