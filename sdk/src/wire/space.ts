/** A customer of the app: it exists from its first event or endpoint on. */
export interface Space {
  id_space: string;
  created_at: string;
  endpoint_count: number;
  paused_count: number;
  /** Active endpoints whose last delivery failed. */
  failing_count: number;
}
