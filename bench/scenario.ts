import { median } from "./measure.ts";

/** A question to the sender, asked by running it. */
export interface Scenario {
  name: string;
  /** What is done, in one line. */
  title: string;
  run(bench: Bench): Promise<Row[]>;
}

/** How the benchmark was called. */
export interface Bench {
  scale: Scale;
  /** Turns of each side in a comparison. */
  rounds: number;
  from: "built" | "source";
  /** Tells whoever waits what is going on. */
  say(text: string): void;
}

/** `full`: what the marks are meant for. `quick`: minutes, to see a change. `smoke`: seconds, to see that it works. */
export type Scale = "full" | "quick" | "smoke";

/** One line of the table. */
export interface Row {
  figure: string;
  /** Null: it cannot be measured here; `detail` says why. */
  value: number | null;
  unit: "×" | "ms" | "MB" | "/s";
  /** Null: there is no mark, the figure is told as it is. */
  mark: Mark | null;
  /** What each turn gave, where the value is their median: how far they are apart says what the value is worth. */
  turns?: readonly number[];
  detail: string;
}

export type Mark = { atLeast: number } | { atMost: number };

/** What the scenario is to do at this scale. */
export function sizeOf<Size>(bench: Bench, sizes: Record<Scale, Size>): Size {
  return sizes[bench.scale];
}

/** Both sides in turns, A B A B, so that what the machine does meanwhile meets both. `rounds`: turns of each side. */
export async function inTurns<A, B>(
  { rounds }: Pick<Bench, "rounds">,
  a: () => Promise<A>,
  b: () => Promise<B>,
): Promise<{ as: A[]; bs: B[] }> {
  const [as, bs]: [A[], B[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    as.push(await a());
    bs.push(await b());
  }
  return { as, bs };
}

/** The median of turns as a row. */
export function medianRow(row: Omit<Row, "value" | "turns"> & { turns: readonly number[] }): Row {
  return { ...row, value: median(row.turns) };
}

/**
 * How far the turns of a row are apart, in parts of the value, or of a mark that it is far below: a difference of nearly
 * nothing may well double. Null: there was only one turn.
 */
export function spreadOf({ value, turns = [], mark }: Row): number | null {
  if (value === null || turns.length < 2) return null;
  const most = mark !== null && "atMost" in mark ? mark.atMost : 0;
  return (Math.max(...turns) - Math.min(...turns)) / Math.max(Math.abs(value), most);
}

/** Null: there is no mark, or nothing was measured. */
export function isReached({ value, mark }: Row): boolean | null {
  if (value === null || mark === null) return null;
  return "atLeast" in mark ? value >= mark.atLeast : value <= mark.atMost;
}

export function rounded(value: number, digits = 0): string {
  return value.toLocaleString("en-GB", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
