import { createHash } from "node:crypto";
import { withoutNul } from "../store/postgres/sql-value.ts";
import type { MovedColumn, MovedValue } from "./moved-table.ts";

/**
 * Rows counted and added up: the sum of the SHA-256 of each, modulo 2^256. It is the same in whatever order they come, so that
 * each side reads them as suits it; and a sum of some of them can be gone on from.
 */
export interface RowSum {
  readonly count: number;
  add(values: readonly MovedValue[]): void;
  /** 64 hexadecimal digits. */
  digest(): string;
}

const MODULUS = 1n << 256n;

export function createRowSum(from: { count: number; digest: string } = { count: 0, digest: "0" }): RowSum {
  let { count } = from;
  let sum = BigInt(`0x${from.digest}`);
  return {
    get count() {
      return count;
    },
    add(values) {
      count += 1;
      sum = (sum + BigInt(`0x${hashOf(values)}`)) % MODULUS;
    },
    digest: () => sum.toString(16).padStart(64, "0"),
  };
}

/** The values of a row in the form that both sides have. */
export function toValues(columns: readonly MovedColumn[], row: Readonly<Record<string, unknown>>): MovedValue[] {
  return columns.map(({ name, kind }) => {
    const value = row[name];
    if (value === null || value === undefined) return null;
    if (kind === "boolean") return value === true || value === 1;
    if (typeof value === "string") return withoutNul(value);
    // Statements give no more than these: numbers, and bytes.
    return value as number | Uint8Array;
  });
}

/** About how much they are: what is not text or bytes is small. */
export function bytesOf(values: readonly MovedValue[]): number {
  let bytes = 0;
  for (const value of values) if (typeof value === "string" || value instanceof Uint8Array) bytes += value.length;
  return bytes;
}

/** Bytes stand for their length in the text, and follow it. */
function hashOf(values: readonly MovedValue[]): string {
  const pieces = values.filter((value) => value instanceof Uint8Array);
  const text = JSON.stringify(values.map((value) => (value instanceof Uint8Array ? { bytes: value.length } : value)));
  const hash = createHash("sha256").update(text);
  for (const piece of pieces) hash.update(piece);
  return hash.digest("hex");
}
