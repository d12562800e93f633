import type * as Wire from "@posthorn/sdk";
import { Type } from "../catalogue/type.ts";
import { closed, countOf, declared, idOf, nullable, page, shownIdSpace, timeOf } from "./schemas.ts";

const STATUSES = ["failed", "held", "discarded", "delivered", "all"] satisfies Wire.ReplayStatus[];
const status = Type.Enum(STATUSES, {
  description: "Which deliveries: those in this state when it starts. `all`: every one that is not pending.",
});

export const newReplay = declared<Wire.NewReplay>()(
  closed(
    {
      since: Type.String({ description: "A time: of events accepted at or after it." }),
      until: Type.Optional(
        nullable(Type.String(), { description: "A time: of events accepted before it. Without it: now." }),
      ),
      status: Type.Optional(
        nullable(Type.Enum(STATUSES), { description: "Only those in this state.", default: "failed" }),
      ),
      is_preview: Type.Optional(Type.Boolean({ description: "Only counts, and starts nothing.", default: false })),
    },
    { examples: [{ since: "2026-11-25T00:00:00Z", until: "2026-11-25T12:00:00Z", status: "failed" }] },
  ),
);
export const replayPreview = declared<Wire.ReplayPreview>()(
  Type.Object(
    { count: countOf("How many deliveries a replay would send now.", 128) },
    { title: "ReplayPreview", description: "Counted, and nothing started." },
  ),
);
export const replayQuery = declared<Wire.ReplayQuery>()(
  closed({ ...page, id_endpoint: Type.Optional(Type.String({ description: "Only those of this endpoint." })) }),
);
export const replay = declared<Wire.Replay>()(
  Type.Object(
    {
      id: idOf("rpl", "The replay's id."),
      id_space: shownIdSpace,
      id_endpoint: idOf("ep", "The endpoint whose deliveries are sent again."),
      since: timeOf("Of events accepted at or after this time."),
      until: timeOf("Of events accepted before this time."),
      status,
      state: Type.Enum(["running", "done", "cancelled"], { description: "Whether it is still at it." }),
      reason: nullable(Type.Enum(["manual", "endpoint_deleted"]), {
        description: "Why it was cancelled: somebody has asked for it, or its endpoint is gone.",
        examples: [null],
      }),
      total: countOf("How many there are, counted before it starts.", 128),
      done: countOf("How many of them are over: delivered, failed or skipped.", 40),
      delivered: countOf("How many have arrived.", 39),
      failed: countOf("How many have failed.", 1),
      skipped: countOf(
        "Not sent, since their state has changed meanwhile or they were deleted. Known when it is done.",
      ),
      created_at: timeOf("When it was asked for."),
      ended_at: nullable(timeOf("When."), { description: "When it was over. Null: it is not.", examples: [null] }),
    },
    { title: "Replay", description: "Many deliveries of one endpoint sent once more, one attempt each." },
  ),
);
