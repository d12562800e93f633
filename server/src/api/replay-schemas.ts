import type * as Wire from "@posthorn/sdk";
import Type from "typebox";
import { closed, declared, nullable, page, time } from "./schemas.ts";

const status = Type.Enum(["failed", "held", "discarded", "delivered", "all"] satisfies Wire.ReplayStatus[]);

export const newReplay = declared<Wire.NewReplay>()(
  closed({
    since: Type.String({ description: "A time: of events accepted at or after it." }),
    until: Type.Optional(nullable(Type.String({ description: "A time: of events accepted before it. Default: now." }))),
    status: Type.Optional(nullable(status)),
    is_preview: Type.Optional(Type.Boolean({ description: "Only counts, and starts nothing." })),
  }),
);
export const replayPreview = declared<Wire.ReplayPreview>()(Type.Object({ count: Type.Integer() }));
export const replayQuery = declared<Wire.ReplayQuery>()(closed({ ...page, id_endpoint: Type.Optional(Type.String()) }));
export const replay = declared<Wire.Replay>()(
  Type.Object({
    id: Type.String(),
    id_space: Type.String(),
    id_endpoint: Type.String(),
    since: time,
    until: time,
    status,
    state: Type.Enum(["running", "done", "cancelled"]),
    reason: nullable(Type.Enum(["manual", "endpoint_deleted"])),
    total: Type.Integer(),
    done: Type.Integer(),
    delivered: Type.Integer(),
    failed: Type.Integer(),
    skipped: Type.Integer(),
    created_at: time,
    ended_at: nullable(time),
  }),
);
