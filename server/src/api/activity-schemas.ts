import type * as Wire from "@posthorn/sdk";
import { Type } from "../catalogue/type.ts";
import { closed, countOf, declared, idOf, nullable, shownIdSpace, timeOf } from "./schemas.ts";

const range = Type.Enum(["1h", "24h", "7d", "30d"] satisfies Wire.ActivityRange[], {
  description: "How far back it goes.",
  default: "24h",
});
const span = {
  range,
  since: timeOf("When the first part begins."),
  until: timeOf("When the last part ends, which goes on now."),
  bucket_s: countOf("How long each part lasts, in seconds.", 3600),
};
export const attemptCounts = {
  delivered: countOf("Attempts that arrived.", 41),
  failed: countOf("Attempts that failed.", 1),
};
const latency = {
  p50_ms: durationOf(
    "Half of the attempts took no longer. From a histogram, so about right. Null: there were none.",
    84,
  ),
  p95_ms: durationOf("19 of 20 attempts took no longer. Null: there were none.", 310),
};
const last = {
  last_delivery_at: nullable(timeOf("When."), {
    description: "When its latest attempt ended, within the retention. Null: there was none.",
  }),
};
const at = timeOf("When it begins.");
const bucket = Type.Object({ at, ...attemptCounts }, { title: "ActivityBucket", description: "One part of the span." });

function durationOf(description: string, example: number) {
  return nullable(Type.Number(), { description, examples: [example] });
}

export const activityQuery = declared<Wire.ActivityQuery>()(closed({ range: Type.Optional(range) }));

const wideBucket = Type.Object(
  { at, ...attemptCounts, ...latency },
  { title: "TimedActivityBucket", description: "One part of the span, with how long attempts took." },
);
const statusCount = Type.Object(
  {
    status: Type.Integer({ description: "The HTTP status.", examples: [200] }),
    count: countOf("How many attempts it answered.", 41),
  },
  { title: "StatusCount", description: "How often a status was answered." },
);
const errorCount = Type.Object(
  {
    code: Type.String({ description: "What it was, for a program.", examples: ["timeout"] }),
    count: countOf("How many attempts failed for it.", 1),
  },
  { title: "ErrorCount", description: "How often attempts failed for one reason." },
);
export const endpointActivity = declared<Wire.EndpointActivity>()(
  Type.Object(
    {
      id_endpoint: idOf("ep", "The endpoint."),
      ...last,
      ...span,
      ...attemptCounts,
      ...latency,
      buckets: Type.Array(wideBucket, { description: "Every part of the span, oldest first." }),
      response_statuses: Type.Array(statusCount, { description: "What was answered, most frequent first." }),
      errors: Type.Array(errorCount, { description: "Why attempts failed, most frequent first." }),
    },
    { title: "EndpointActivity", description: "What an endpoint did in a span of time." },
  ),
);

const endpointSummary = Type.Object(
  {
    id_endpoint: idOf("ep", "The endpoint."),
    ...last,
    ...attemptCounts,
    buckets: Type.Array(bucket, { description: "Every part of the span, oldest first." }),
  },
  { title: "EndpointSummary", description: "What one endpoint did in the span." },
);
export const spaceActivity = declared<Wire.SpaceActivity>()(
  Type.Object(
    {
      id_space: shownIdSpace,
      ...span,
      endpoints: Type.Array(endpointSummary, { description: "The space's live endpoints, newest first, at most 100." }),
    },
    { title: "SpaceActivity", description: "What the endpoints of a space did in a span of time." },
  ),
);
