import { type CallOptions, type MakeCall, path } from "./caller.ts";
import type { InSpace, Ref } from "./event-calls.ts";
import { createList, type List } from "./list.ts";
import type { Replay, ReplayPreview, ReplayQuery, ReplayRange } from "./wire/replay.ts";

/** Many deliveries of one endpoint sent once more, as a job of the server. */
export interface ReplayCalls {
  /** How many deliveries `start` would send. */
  preview(endpoint: Ref, range: ReplayRange, options?: CallOptions): Promise<ReplayPreview>;
  /** It goes on by itself: `get` says how far it is. An endpoint can have one at a time. */
  start(endpoint: Ref, range: ReplayRange, options?: CallOptions): Promise<Replay>;
  get(replay: Ref, options?: CallOptions): Promise<Replay>;
  list(query: InSpace & ReplayQuery, options?: CallOptions): List<Replay>;
  /** Sends no more. What is in flight ends. One that is over stays as it is. */
  cancel(replay: Ref, options?: CallOptions): Promise<Replay>;
}

export function createReplayCalls(call: MakeCall): ReplayCalls {
  return {
    preview: (endpoint, range, options) =>
      call({ ...startOf(endpoint), json: { ...range, is_preview: true }, isRepeatable: true, isSlow: true }, options),
    // A repeat of one whose answer was lost would be refused, since the first is under way: better to say what happened.
    start: (endpoint, json, options) =>
      call({ ...startOf(endpoint), json, isRepeatable: false, isSlow: true }, options),
    get: (replay, options) => call({ method: "GET", path: pathOf(replay), isRepeatable: true }, options),
    list: ({ id_space, ...query }, options) =>
      createList(call, { path: path`/v1/spaces/${id_space}/replays`, query }, options),
    cancel: (replay, options) =>
      call({ method: "POST", path: `${pathOf(replay)}/cancel`, isRepeatable: true }, options),
  };
}

function startOf({ id_space, id }: Ref) {
  return { method: "POST", path: path`/v1/spaces/${id_space}/endpoints/${id}/replay` } as const;
}

function pathOf({ id_space, id }: Ref): string {
  return path`/v1/spaces/${id_space}/replays/${id}`;
}
