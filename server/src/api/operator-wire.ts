import type * as Wire from "@posthorn/sdk";
import type { KnownType } from "../catalogue/catalogue.ts";
import { toIsoTime } from "../core/clock.ts";
import type { ApiKey } from "../core/key.ts";
import type { SpaceSummary } from "../store/spaces.ts";
import { toTime } from "./wire.ts";

export function toWireSpace(space: SpaceSummary): Wire.Space {
  return {
    id_space: space.idSpace,
    created_at: toIsoTime(space.createdAt),
    endpoint_count: space.endpointCount,
    paused_count: space.pausedCount,
    failing_count: space.failingCount,
  };
}

export function toWireEventType(type: KnownType): Wire.EventType {
  const { name, group, description, stability, isBuiltIn, validation, schema, sample } = type;
  const marks = { stability, is_built_in: isBuiltIn, validation };
  // A schema is JSON like any other, which its type does not say.
  return { name, group, description, ...marks, schema: schema as { [key: string]: Wire.Json }, sample };
}

export function toWireKey(key: ApiKey): Wire.Key {
  return {
    id: key.id,
    id_space: key.idSpace,
    description: key.description,
    created_at: toIsoTime(key.createdAt),
    last_used_at: toTime(key.lastUsedAt),
    revoked_at: toTime(key.revokedAt),
  };
}
