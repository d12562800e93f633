/** What is owed and not yet sent, counted where somebody asks: nothing keeps these numbers on the way of an event. */
export interface OwedStore {
  /** An endpoint's pending and held deliveries, each counted up to `countMax`: a backlog may be millions. */
  countOf(idEndpoint: string, countMax: number): Promise<OwedCount>;
  /** When the oldest pending delivery was accepted, be it waiting, in memory or in flight, of any node. Null: none is. */
  oldestPendingAt(): Promise<number | null>;
}

export interface OwedCount {
  pending: number;
  held: number;
}
