import { type CallOptions, type MakeCall, path } from "./caller.ts";
import type { InSpace, Ref } from "./event-calls.ts";
import type { ActivityQuery, EndpointActivity, SpaceActivity } from "./wire/activity.ts";

/** What endpoints did over time. */
export interface ActivityCalls {
  /** One endpoint: counts, times and reasons. */
  endpoint(endpoint: Ref & ActivityQuery, options?: CallOptions): Promise<EndpointActivity>;
  /** All endpoints of a space: counts for a small chart each. */
  space(query: InSpace & ActivityQuery, options?: CallOptions): Promise<SpaceActivity>;
}

export function createActivityCalls(call: MakeCall): ActivityCalls {
  return {
    endpoint: ({ id_space, id, range }, options) =>
      call(
        {
          method: "GET",
          path: path`/v1/spaces/${id_space}/endpoints/${id}/activity`,
          query: { range },
          isRepeatable: true,
        },
        options,
      ),
    space: ({ id_space, range }, options) =>
      call(
        { method: "GET", path: path`/v1/spaces/${id_space}/activity`, query: { range }, isRepeatable: true },
        options,
      ),
  };
}
