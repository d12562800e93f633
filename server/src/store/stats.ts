export interface StoreStats {
  /** Deliveries that are pending, in hand or not. */
  pendingCount: number;
  heldCount: number;
  endpointCount: number;
  pausedEndpointCount: number;
  /** Bytes of the database on disk, its log included. */
  diskBytes: number;
}
