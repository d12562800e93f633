import { ProblemError } from "../../core/problems.ts";
import { StartError } from "../../core/start-error.ts";
import { StoreDamaged, StoreUnavailable } from "../store-errors.ts";

/** An error as it can be copied into another thread, where it would lose its class. */
export interface PlainError {
  name: string;
  message: string;
  stack: string | undefined;
  cause: PlainError | null;
  /** What it says beside, such as `hint`, `code` or `problem`. */
  facts: Record<string, unknown>;
}

/** Those that somebody tells apart by their class. A `DatabaseRefused` is told by its `code`. */
const CLASSES: Readonly<Record<string, { prototype: Error }>> = {
  StoreUnavailable,
  StoreDamaged,
  ProblemError,
  DatabaseRefused: StartError,
};

export function toPlainError(error: unknown): PlainError {
  if (!(error instanceof Error)) return toPlainError(new Error(String(error)));
  const { name, message, stack, cause } = error;
  const facts = Object.fromEntries(Object.entries(error).filter(([key]) => key !== "name"));
  return { name, message, stack, cause: cause === undefined ? null : toPlainError(cause), facts };
}

/** The same error on the other side, of the same class. */
export function fromPlainError({ name, message, stack, cause, facts }: PlainError): Error {
  const error = new Error(message, cause === null ? undefined : { cause: fromPlainError(cause) });
  Object.setPrototypeOf(error, (CLASSES[name] ?? Error).prototype);
  return Object.assign(error, { name, stack }, facts);
}
