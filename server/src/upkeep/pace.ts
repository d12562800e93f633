import type { Clock } from "../core/clock.ts";

/** Says when replays may begin attempts: no faster than a rate, in places that live deliveries leave free. */
export interface Pace {
  /** How many of `max` attempts may begin now: at least one, once there is room. 0: it was stopped. */
  grant(max: number): Promise<number>;
  /** So many of those granted are over, or were not needed. */
  giveBack(count: number): void;
  /** Grants nothing more. */
  stop(): void;
}

export interface PaceOptions {
  clock: Clock;
  perSecond: number;
  /** Requests in flight at once on this node, of live deliveries and replays. */
  inFlightMax: number;
  /** Requests of live deliveries that are in flight now. */
  liveInFlight(): number;
}

/** Often enough to look smooth, seldom enough that the attempts of one look share a commit. */
const LOOK_EVERY_MS = 100;
/** What a timer that is late may make good for, in looks. */
const CREDIT_LOOKS_MAX = 2;
/** Of the places. Replays of dead endpoints hold theirs for the whole timeout, and must not hold more. */
const REPLAYS_PART = 1 / 8;
/** Of the places. While live deliveries have taken so much, replays begin nothing: what is left is for who comes late. */
const LIVE_PART = 3 / 4;

export function createPace({ clock, perSecond, inFlightMax, liveInFlight }: PaceOptions): Pace {
  const placesMax = Math.max(1, Math.floor(inFlightMax * REPLAYS_PART));
  const creditOfLook = Math.max(1, (perSecond * LOOK_EVERY_MS) / 1000);
  /** Who asks, the longest wait first. */
  const waiting: { max: number; answer(count: number): void }[] = [];
  let credit = creditOfLook;
  let creditAt = clock.elapsed();
  let inFlight = 0;
  let cancelTimer: (() => void) | null = null;
  let isStopped = false;

  function freeNow(): number {
    const now = clock.elapsed();
    credit = Math.min(creditOfLook * CREDIT_LOOKS_MAX, credit + ((now - creditAt) * perSecond) / 1000);
    creditAt = now;
    const places = liveInFlight() < inFlightMax * LIVE_PART ? placesMax - inFlight : 0;
    return Math.min(Math.floor(credit), places);
  }

  function look(): void {
    cancelTimer = null;
    for (let free = freeNow(); free > 0; ) {
      const next = waiting.shift();
      if (next === undefined) return;
      // An equal part for each who waits.
      const count = Math.min(next.max, Math.max(1, Math.floor(free / (waiting.length + 1))));
      free -= count;
      credit -= count;
      inFlight += count;
      next.answer(count);
    }
    if (waiting.length === 0) return;
    cancelTimer = clock.after(Math.max(LOOK_EVERY_MS, ((1 - credit) * 1000) / perSecond), look);
  }

  return {
    grant(max) {
      if (isStopped) return Promise.resolve(0);
      const { promise, resolve } = Promise.withResolvers<number>();
      waiting.push({ max, answer: resolve });
      if (cancelTimer === null) look();
      return promise;
    },
    giveBack(count) {
      inFlight -= count;
    },
    stop() {
      isStopped = true;
      cancelTimer?.();
      for (const { answer } of waiting.splice(0)) answer(0);
    },
  };
}
