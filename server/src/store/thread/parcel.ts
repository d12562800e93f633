import { joinedBytes } from "../../core/joined-bytes.ts";

/**
 * A message's busiest part as one list of plain values and one block of bytes. An object that is copied into another thread
 * takes the names of its keys along, and each array of bytes a buffer of its own: together that cost more than all that was
 * to be said. Who reads must read in the order in which it was written.
 */
export interface Parcel {
  values: unknown[];
  bytes: Uint8Array<ArrayBuffer>;
}

export interface ParcelWriter {
  add(...values: unknown[]): void;
  /** Copied when the parcel is closed: until then they must stay as they are. */
  addBytes(bytes: Uint8Array): void;
  /** The parcel, whose bytes may be handed over to another thread; the writer is empty again. */
  close(): Parcel;
}

export interface ParcelReader {
  /** The next value, which is what its writer has put there. */
  next<T>(): T;
  nextBytes(): Uint8Array;
}

export function createParcelWriter(): ParcelWriter {
  let values: unknown[] = [];
  let parts: Uint8Array[] = [];

  return {
    add(...more) {
      for (const value of more) values.push(value);
    },
    addBytes(bytes) {
      values.push(bytes.length);
      parts.push(bytes);
    },
    close() {
      const parcel = { values, bytes: joinedBytes(parts) };
      values = [];
      parts = [];
      return parcel;
    },
  };
}

export function readParcel({ values, bytes }: Parcel): ParcelReader {
  let at = 0;
  let offset = 0;
  // Both sides are of one build, and each kind of call is written and read in one file.
  const next = <T>() => values[at++] as T;
  return {
    next,
    nextBytes() {
      const start = offset;
      offset += next<number>();
      return bytes.subarray(start, offset);
    },
  };
}
