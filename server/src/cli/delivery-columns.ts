import type { Delivery } from "@posthorn/sdk";
import { type Cell, styled, timeCell } from "./cells.ts";
import { stateCell } from "./listing.ts";
import type { Column } from "./table.ts";
import { durationWords } from "./times.ts";

const ID: Column<Delivery> = { title: "DELIVERY", cell: ({ id }) => id, widthMin: 24 };
const STATUS: Column<Delivery> = { title: "STATUS", cell: ({ status }) => stateCell(status), widthMin: 9 };
const ENDPOINT: Column<Delivery> = { title: "ENDPOINT", cell: ({ id_endpoint: id }) => id };
const ANSWER: Column<Delivery> = { title: "ANSWER", cell: answer, widthMin: 6, isFlexible: true };
const TOOK: Column<Delivery> = {
  title: "TOOK",
  cell: ({ last_duration_ms: ms }) => (ms === null ? null : durationWords(ms)),
  widthMin: 6,
};

/** Deliveries of a space. */
export const DELIVERIES: readonly Column<Delivery>[] = [
  ID,
  STATUS,
  { title: "TYPE", cell: ({ event }) => event, widthMin: 11, isFlexible: true },
  ANSWER,
  TOOK,
  { title: "WHEN", cell: ({ ended_at: ended, created_at: created }) => timeCell(ended ?? created) },
];

/** Deliveries of one event, which differ in where they go. */
export const DELIVERIES_OF_EVENT: readonly Column<Delivery>[] = [ID, STATUS, ENDPOINT, ANSWER, TOOK];

/** The status that came back, or why none did. */
function answer({ last_response_status: status, last_error_code: code }: Delivery): Cell {
  if (status !== null) return code === null ? status : styled("red", status);
  return styled("red", code);
}
