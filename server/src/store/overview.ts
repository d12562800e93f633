import type { SpaceSummary } from "./spaces.ts";

/** All of the database at a glance, for its operator. */
export interface OverviewStore {
  /** Living nodes, newest first, at most 100. */
  nodes(): Promise<NodeSummary[]>;
  spaceCount(): Promise<number>;
  /** The spaces whose live endpoints had the most attempts since the hour in which `since` lies began. */
  busiest(since: number, countMax: number): Promise<SpaceLoad[]>;
  /** The spaces with the most endpoints that are paused or whose last delivery failed, with attempts counted as above. */
  failing(since: number, countMax: number): Promise<SpaceLoad[]>;
}

export interface NodeSummary {
  id: string;
  startedAt: number;
  /** Its latest beat. */
  seenAt: number;
}

export interface SpaceLoad extends SpaceSummary {
  delivered: number;
  failed: number;
}
