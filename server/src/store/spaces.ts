export interface SpaceSummary {
  idSpace: string;
  createdAt: number;
  endpointCount: number;
  pausedCount: number;
  /** Active endpoints whose last delivery failed. */
  failingCount: number;
}
