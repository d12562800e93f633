import { setTimeout } from "node:timers/promises";

const POLL_MS = 10;
/** Far beyond what any of it takes, and within the time of a test: what is waited for in vain is told by name. */
const WITHIN_MS = 50_000;

/** Asks again and again until it is so: what happens in other processes, or on a server, has no event here. */
export async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  withinMs: number = WITHIN_MS,
): Promise<void> {
  const began = performance.now();
  while (!(await isSo())) {
    if (performance.now() - began > withinMs) throw new Error(`waited for ${withinMs / 1000} s in vain: ${what}`);
    await setTimeout(POLL_MS);
  }
}
