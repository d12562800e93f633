import { StoreDamaged, StoreUnavailable } from "../store-errors.ts";

/** Serialization failure and deadlock: nothing was written, and the same again may succeed. */
const BROKEN_OFF: readonly string[] = ["40001", "40P01"];
/** Disk full, too many connections, out of memory; shutting down or starting; timeouts; read-only, as after a failover. */
const UNAVAILABLE = /^(?:08|53|57|58|40)|^(?:55P03|25006|25P03|55006)$/;
const DAMAGED: readonly string[] = ["XX001", "XX002"];

/** Nothing was sent: there was no connection to be had. */
class Unreached extends StoreUnavailable {}

/**
 * Whether the connection is well after a fault, and a statement that failed had no effect: the server itself has told it,
 * or it did not come from the database at all.
 */
export function isTold(error: unknown): boolean {
  const state = sqlState(error);
  if (state !== null) return !/^(?:08|57P)/.test(state);
  return !(error instanceof StoreUnavailable);
}

/** Whether a write may have been kept although it has failed, or may yet be: its answer was lost, not its request. */
export function isInDoubt(error: unknown): boolean {
  return !isTold(error) && !(error instanceof Unreached);
}

/** The SQLSTATE of a fault that the server has told. */
export function sqlState(error: unknown): string | null {
  const cause = error instanceof StoreUnavailable ? error.cause : error;
  // Faults of sockets have a code as well; only what the server says has a severity.
  if (!(cause instanceof Error && "severity" in cause && "code" in cause)) return null;
  return typeof cause.code === "string" ? cause.code : null;
}

/** Whether the server has broken a transaction off for the sake of another. */
export function isBrokenOff(error: unknown): boolean {
  return BROKEN_OFF.includes(sqlState(error) ?? "");
}

/** What callers of the store see of a fault of the driver's. Mistakes in statements stay what they are: bugs. */
export function toStoreError(error: unknown): unknown {
  const state = sqlState(error);
  const said = error instanceof Error ? error.message : String(error);
  if (state !== null && DAMAGED.includes(state)) {
    return new StoreDamaged(`The database is damaged: ${said}`, { cause: error });
  }
  // What is no answer of the server comes from the way to it: refused, reset, timed out.
  const isAway = state === null || UNAVAILABLE.test(state);
  return isAway ? new StoreUnavailable(`The database cannot be used: ${said}`, { cause: error }) : error;
}

/** The same of a fault that came up before there was a connection. */
export function toUnreached(error: unknown): unknown {
  const fault = toStoreError(error);
  const isAway = fault instanceof StoreUnavailable && !(fault instanceof StoreDamaged);
  return isAway ? new Unreached(fault.message, { cause: fault.cause }) : fault;
}
