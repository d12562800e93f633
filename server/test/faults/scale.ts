/** How much is asked of the nodes, and for how long. */
export interface Scale {
  connections: number;
  pauseMs: number;
  /** Events accepted before the harm is done, and after it was mended. */
  events: number;
  /** For how long Postgres is away, once every node has noticed. */
  awayMs: number;
  /** What takes longer than this does not come any more. */
  patienceMs: number;
}

/** Enough to be in the middle of everything when the harm is done: a part of `npm test`. */
export const SHORT: Scale = { connections: 12, pauseMs: 15, events: 100, awayMs: 300, patienceMs: 40_000 };
/** What `npm run test:faults` asks for. */
export const LONG: Scale = { connections: 48, pauseMs: 10, events: 2_000, awayMs: 8_000, patienceMs: 300_000 };
