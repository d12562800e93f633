import { RE2JS } from "re2js";

/** Characters of a pattern. Longer ones are lists of words, which `enum` says better. */
const PATTERN_LENGTH_MAX = 512;
/** Steps that a pattern's program may have: `[a-z]{1000}` has a thousand. Each may be taken at each character of a text. */
const PROGRAM_STEPS_MAX = 1_000;
/** Steps that all patterns together may take for one payload: 300 ms at the very worst. A uuid takes 1,800. */
const STEPS_MAX = 2_000_000;
/** What beginning to look at a text costs, in characters. */
const START = 4;

/** Counts the steps that patterns take for one payload, and ends it when they are too many. */
export interface Meter {
  reset(): void;
  /** Since the last reset. */
  spent(): number;
  spend(steps: number): void;
}

/** The patterns of a type would take too long for this payload. */
export class PatternsTooSlow extends Error {
  constructor() {
    super("the patterns of the schema take too long for texts as long as these");
    this.name = "PatternsTooSlow";
  }
}

export function createMeter(): Meter {
  let left = STEPS_MAX;
  return {
    reset() {
      left = STEPS_MAX;
    },
    spent: () => STEPS_MAX - left,
    spend(steps) {
      left -= steps;
      if (left < 0) throw new PatternsTooSlow();
    },
  };
}

/** A pattern on an engine whose time grows with the text and no faster. Ajv asks no more of it than this. */
export interface BoundedPattern {
  test(text: string): boolean;
  toString(): string;
}

/** A pattern that `patternFault` has let pass. */
export function createBoundedPattern(source: string, meter: Meter): BoundedPattern {
  const pattern = RE2JS.compile(source);
  const steps = pattern.programSize();
  return {
    test(text) {
      meter.spend(steps * (text.length + START));
      return pattern.test(text);
    },
    toString: () => source,
  };
}

/** What is wrong with a pattern, in words for who wrote it; else how many steps it has. */
export function measurePattern(source: string): { fault: string } | { steps: number } {
  if (source.length > PATTERN_LENGTH_MAX) {
    return { fault: `has ${source.length} characters; at most ${PATTERN_LENGTH_MAX} are taken` };
  }
  try {
    const steps = RE2JS.compile(source).programSize();
    if (steps <= PROGRAM_STEPS_MAX) return { steps };
    return { fault: `makes a program of ${steps} steps; at most ${PROGRAM_STEPS_MAX} are taken: repeat less often` };
  } catch (error) {
    const words = error instanceof Error ? error.message.replace("error parsing regexp: ", "") : String(error);
    return { fault: `cannot be read: ${words}. Patterns have RE2's syntax, without look-around and back-references` };
  }
}
