import { DatabaseRefused, damaged, noRoom, unwritable } from "./database-refused.ts";
import { sqliteCode } from "./driver.ts";

type Refusal = (path: string, reason: string, options: ErrorOptions) => DatabaseRefused;

/** SQLite's primary result codes that a start may meet and an operator can mend. */
const REFUSALS: Readonly<Record<number, Refusal>> = {
  5: busy,
  6: busy,
  8: unwritable,
  10: noRoom,
  11: damaged,
  13: noRoom,
  14: unwritable,
  26: damaged,
};

/** What SQLite says while the file `path` is made ready, in words for the operator. All else stays as it is. */
export function toOpeningFault(path: string, error: unknown): unknown {
  const refuse = REFUSALS[sqliteCode(error) ?? 0];
  return refuse !== undefined && error instanceof Error ? refuse(path, error.message, { cause: error }) : error;
}

function busy(path: string, reason: string, options: ErrorOptions): DatabaseRefused {
  const hint = "Some other program writes to it: stop that first.";
  return new DatabaseRefused("in_use", `${path} is busy: ${reason}`, hint, options);
}
