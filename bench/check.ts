import type { DeliveryRow } from "./api.ts";
import type { Arrivals } from "./processes/receiver.ts";
import { EVENT_ID_START } from "./traffic.ts";

/** What makes a run worthless: then it has no figures, and the benchmark fails. */
export class RunIsWrong extends Error {
  constructor(faults: readonly string[]) {
    super(faults.join("\n"));
    this.name = "RunIsWrong";
  }
}

/** Faults of one kind that are told one by one. */
const TOLD_MAX = 5;

/** What was accepted and has not arrived once at each slot, and what was wrong with what did. Empty: all is well. */
export function arrivalFaults(acceptedAt: Float64Array, arrivals: Arrivals, slots: number): string[] {
  const missing: string[] = [];
  for (const [place, at] of acceptedAt.entries()) {
    if (Number.isNaN(at)) continue;
    for (let slot = 0; slot < slots; slot++) {
      if (arrivals.copies[place * slots + slot] === 0) missing.push(`event ${place} at slot ${slot}`);
    }
  }
  const faults: string[] = [];
  if (missing.length > 0) faults.push(`${missing.length} accepted but not arrived: ${someOf(missing)}`);
  if (arrivals.faultCount > 0) faults.push(`${arrivals.faultCount} wrong requests: ${someOf(arrivals.faults)}`);
  return faults;
}

/**
 * Compares what Posthorn has recorded with what a receiver that always answers 200 has seen: every event that arrived
 * must be recorded as delivered at the first attempt, once for each slot, and nothing else.
 */
export interface RecordCheck {
  see(row: DeliveryRow): void;
  /** Once all rows are seen. Empty: all is well. */
  faults(): string[];
}

/** `first`: the number of the run's first event. */
export function createRecordCheck(first: number, arrivals: Arrivals, slots: number): RecordCheck {
  const wrong: string[] = [];
  const recorded = new Uint16Array(arrivals.copies.length / slots);
  return {
    see({ id, id_event: idEvent, status, attempt_count: attempts }) {
      const place = Number(idEvent.slice(EVENT_ID_START.length)) - first;
      const count = recorded[place];
      // Of an earlier run on the same sender, or of what was there before.
      if (count === undefined) return;
      recorded[place] = count + 1;
      if (status !== "delivered" || attempts !== 1) wrong.push(`${id} is ${status} after ${attempts} attempts`);
    },
    faults() {
      for (const [place, count] of recorded.entries()) {
        const copies = arrivals.copies.subarray(place * slots, (place + 1) * slots);
        const arrived = copies.reduce((total, each) => total + each, 0);
        if (count !== arrived) wrong.push(`event ${place} has ${count} deliveries, and arrived ${arrived} times`);
      }
      return wrong.length === 0 ? [] : [`${wrong.length} outcomes recorded wrongly: ${someOf(wrong)}`];
    },
  };
}

function someOf(faults: readonly string[]): string {
  const more = faults.length > TOLD_MAX ? ", …" : "";
  return faults.slice(0, TOLD_MAX).join(", ") + more;
}
