import type * as Wire from "@posthorn/sdk";
import { Type } from "../catalogue/type.ts";
import { attemptCounts } from "./activity-schemas.ts";
import { space } from "./operator-schemas.ts";
import { countOf, declared, idOf, nullable, timeOf } from "./schemas.ts";

function rateOf(description: string, example: number) {
  return Type.Number({ description, examples: [example] });
}

const rateRow = {
  at: timeOf("When this was so."),
  events_per_s: rateOf("Events accepted a second, over the last ten.", 12.5),
  delivered_per_s: rateOf("Attempts that arrived a second, over the last ten.", 12),
  failed_per_s: rateOf("Attempts that failed a second, over the last ten.", 0.5),
  queued_count: countOf("Deliveries that wait in this node's memory.", 3),
  in_flight_count: countOf("Requests under way from this node.", 2),
  pending_count: countOf("Deliveries owed, in the whole database.", 5),
  held_count: countOf("Deliveries held for paused endpoints, in the whole database."),
};

const spaceLoad = Type.Object(
  { ...space.properties, ...attemptCounts },
  { title: "SpaceLoad", description: "A space, with the attempts of its endpoints in this hour and the one before." },
);
const node = Type.Object(
  {
    id: idOf("node", "The node's id, another at each start."),
    is_this: Type.Boolean({ description: "Whether it is the one that answers.", examples: [true] }),
    started_at: timeOf("When it was started."),
    last_seen_at: timeOf("When it last said that it lives."),
  },
  { title: "NodeRow", description: "A running process of Posthorn." },
);

export const overview = declared<Wire.Overview>()(
  Type.Object(
    {
      ...rateRow,
      version: Type.String({ description: "Posthorn's version.", examples: ["0.1.0"] }),
      started_at: timeOf("When this node was started."),
      uptime_s: countOf("For how many seconds it has run.", 3600),
      space_count: countOf("How many spaces there are.", 12),
      endpoint_count: countOf("How many endpoints they have.", 30),
      paused_endpoint_count: countOf("How many of these are paused.", 1),
      oldest_queued_at: nullable(timeOf("When."), {
        description: "When the event of the oldest delivery in this node's memory was accepted. Null: nothing waits.",
        examples: [null],
      }),
      disk_bytes: countOf("Bytes that the database takes.", 52_428_800),
      disk_free_bytes: nullable(Type.Integer(), {
        description: "Bytes that its disk has left. Null: that cannot be told.",
        examples: [21_474_836_480],
      }),
      nodes: Type.Array(node, { description: "The living nodes, newest first." }),
      busiest: Type.Array(spaceLoad, { description: "The spaces with the most attempts, at most 10." }),
      failing: Type.Array(spaceLoad, {
        description: "The spaces with the most endpoints that are paused or whose last delivery failed, at most 10.",
      }),
    },
    { title: "Overview", description: "All of Posthorn at a glance." },
  ),
);
