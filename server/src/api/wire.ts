import type * as Wire from "@posthorn/sdk";
import { toIsoTime } from "../core/clock.ts";
import type { Page } from "../store/pages.ts";

// Here and in the files *-wire.ts beside it, and nowhere else, the code's names and values become those of the wire.

export function toWirePage<Item, WireItem>(page: Page<Item>, toWire: (item: Item) => WireItem): Wire.Page<WireItem> {
  return { data: page.items.map(toWire), next_cursor: page.nextCursor };
}

export function toTime(ms: number | null): string | null {
  return ms === null ? null : toIsoTime(ms);
}

export function textOf(bytes: Uint8Array): string {
  return viewOf(bytes).toString("utf8");
}

export function viewOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
