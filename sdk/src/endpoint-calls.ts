import { type CallOptions, type MakeCall, path } from "./caller.ts";
import type { InSpace, Ref } from "./event-calls.ts";
import type { EventName } from "./events.ts";
import { createList, type List } from "./list.ts";
import type { Attempt } from "./wire/attempt.ts";
import type {
  CreatedEndpoint,
  Endpoint,
  EndpointDetail,
  EndpointPatch,
  EndpointSecrets,
  NewEndpoint,
  Resume,
  ResumedEndpoint,
  Rotation,
  TestSend,
  UrlVerdict,
} from "./wire/endpoint.ts";
import type { PageQuery } from "./wire/page.ts";

/** The URLs that receive a space's events. */
export interface EndpointCalls {
  /** The answer holds its secrets. */
  create(endpoint: InSpace & NewEndpoint, options?: CallOptions): Promise<CreatedEndpoint>;
  list(query: InSpace & PageQuery, options?: CallOptions): List<Endpoint>;
  /** With what it is owed. */
  get(endpoint: Ref, options?: CallOptions): Promise<EndpointDetail>;
  update(endpoint: Ref, patch: EndpointPatch, options?: CallOptions): Promise<Endpoint>;
  delete(endpoint: Ref, options?: CallOptions): Promise<void>;
  secrets(endpoint: Ref, options?: CallOptions): Promise<EndpointSecrets>;
  /** A new signing secret, or body's secret. An old signing secret goes on signing beside the new one for 24 hours. */
  rotate(endpoint: Ref, rotation?: Rotation, options?: CallOptions): Promise<EndpointSecrets>;
  /** Its events are held from now on. */
  pause(endpoint: Ref, options?: CallOptions): Promise<Endpoint>;
  /** What was held is sent, unless `held` says to discard it. */
  resume(endpoint: Ref, resume?: Resume, options?: CallOptions): Promise<ResumedEndpoint>;
  /** Whether an endpoint may have this URL, for a form to say while it is typed. */
  checkUrl(url: InSpace & { url: string }, options?: CallOptions): Promise<UrlVerdict>;
  /**
   * Sends the sample of an event type now, or the payload given for it, and waits for what came of it. Works while the
   * endpoint is paused.
   */
  test(endpoint: Ref, event: EventName, options?: CallOptions & Pick<TestSend, "payload">): Promise<Attempt>;
}

export function createEndpointCalls(call: MakeCall): EndpointCalls {
  return {
    create: ({ id_space, ...json }, options) =>
      call({ method: "POST", path: path`/v1/spaces/${id_space}/endpoints`, json, isRepeatable: false }, options),
    list: ({ id_space, ...query }, options) =>
      createList(call, { path: path`/v1/spaces/${id_space}/endpoints`, query }, options),
    get: (endpoint, options) => call({ method: "GET", path: pathOf(endpoint), isRepeatable: true }, options),
    update: (endpoint, json, options) =>
      call({ method: "PATCH", path: pathOf(endpoint), json, isRepeatable: true }, options),
    delete: (endpoint, options) => call({ method: "DELETE", path: pathOf(endpoint), isRepeatable: true }, options),
    secrets: (endpoint, options) =>
      call({ method: "GET", path: `${pathOf(endpoint)}/secrets`, isRepeatable: true }, options),
    // Each rotation makes a secret of its own, and only a few may sign at a time.
    rotate: (endpoint, json = {}, options) =>
      call({ method: "POST", path: `${pathOf(endpoint)}/rotate`, json, isRepeatable: false }, options),
    pause: (endpoint, options) =>
      call({ method: "POST", path: `${pathOf(endpoint)}/pause`, isRepeatable: true }, options),
    // Between two tries it may have been paused anew, for a good reason.
    resume: (endpoint, json = {}, options) =>
      call({ method: "POST", path: `${pathOf(endpoint)}/resume`, json, isRepeatable: false, isSlow: true }, options),
    checkUrl: ({ id_space, url }, options) =>
      call(
        {
          method: "POST",
          path: path`/v1/spaces/${id_space}/endpoints/check-url`,
          json: { url },
          isRepeatable: true,
        },
        options,
      ),
    test: (endpoint, event, { payload, ...options } = {}) => {
      const json: TestSend = { event, ...(payload === undefined ? {} : { payload }) };
      return call(
        { method: "POST", path: `${pathOf(endpoint)}/test`, json, isRepeatable: false, isSlow: true },
        options,
      );
    },
  };
}

function pathOf({ id_space, id }: Ref): string {
  return path`/v1/spaces/${id_space}/endpoints/${id}`;
}
