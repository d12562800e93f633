import { printable } from "./cells.ts";
import type { Sink } from "./surroundings.ts";
import { cutToWidth } from "./text-width.ts";

const BAR_WIDTH_MAX = 30;
/** Narrower, a bar says less than the numbers beside it. */
const BAR_WIDTH_MIN = 8;
const CLEAR_LINE = "\r\u001b[K";

/** A line that is written over and over, on stderr, and only where a person sees it. */
export interface Progress {
  /** `part` of the whole, from 0 to 1, and words beside it. */
  show(part: number, words: string): Promise<void>;
  /** Takes the line away. */
  clear(): Promise<void>;
}

export function createProgress(stderr: Sink): Progress {
  let isShown = false;
  return {
    async show(part, words) {
      if (!stderr.isTerminal) return;
      isShown = true;
      await stderr.write(CLEAR_LINE + progressLine(part, words, stderr.columns));
    },
    async clear() {
      if (isShown) await stderr.write(CLEAR_LINE);
      isShown = false;
    },
  };
}

/** A bar and words that fit the width: `█████░░░░░  50 %  5 of 10`. */
export function progressLine(part: number, words: string, columns: number): string {
  const text = `${String(Math.floor(part * 100)).padStart(3)} %  ${printable(words)}`;
  // A full last column would make the terminal go to the next line, out of reach.
  const room = columns - 1;
  const width = Math.min(BAR_WIDTH_MAX, room - text.length - 2);
  if (width < BAR_WIDTH_MIN) return cutToWidth(text, room);
  const full = Math.floor(Math.min(1, part) * width);
  return `${"█".repeat(full)}${"░".repeat(width - full)}  ${text}`;
}
