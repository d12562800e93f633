import type {
  AcceptedEvent,
  Attempt,
  BatchResult,
  CreatedEndpoint,
  CreatedKey,
  Delivery,
  DeliveryDetail,
  DeliveryQuery,
  Endpoint,
  EndpointPatch,
  EndpointSecrets,
  Event,
  EventDetail,
  EventQuery,
  EventType,
  Key,
  NewEndpoint,
  NewKey,
  Page,
  PageQuery,
  PostedEvent,
  Problem,
  Resume,
  ResumedEndpoint,
  Space,
} from "./wire.ts";

/** Longer than a test send or a replay may take: those wait for the receiver, 15 s by default. */
const TIMEOUT_MS = 60_000;

export interface PosthornOptions {
  /** Where Posthorn answers, such as `http://127.0.0.1:4747`. */
  url: string;
  /** A key of the HTTP API: an operator's, or that of one space. */
  key: string;
}

/** Posthorn said no. `problem.code` is for programs, `problem.detail` for people. */
export class PosthornError extends Error {
  readonly status: number;
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(`${problem.code}: ${problem.detail}`);
    this.name = "PosthornError";
    this.status = problem.status;
    this.problem = problem;
  }
}

/**
 * The HTTP API as methods, one a call. A refusal rejects with `PosthornError`; a network fault with what `fetch` throws.
 * Nothing is retried: give an event its own `id`, and posting it again is safe.
 */
export class Posthorn {
  readonly #url: string;
  readonly #key: string;

  constructor({ url, key }: PosthornOptions) {
    this.#url = url.replace(/\/+$/, "");
    this.#key = key;
  }

  sendEvent(event: PostedEvent): Promise<AcceptedEvent> {
    return this.#call("POST", "/v1/events", { json: event });
  }

  /** Many events in one request. It is not all or nothing: look at `results`. */
  sendEvents(events: readonly PostedEvent[]): Promise<BatchResult> {
    const lines = events.map((event) => `${JSON.stringify(event)}\n`).join("");
    return this.#send("POST", "/v1/events", { "content-type": "application/x-ndjson" }, lines);
  }

  listEvents(idSpace: string, query: EventQuery = {}): Promise<Page<Event>> {
    return this.#call("GET", path`/v1/spaces/${idSpace}/events`, { query });
  }

  getEvent(idSpace: string, id: string): Promise<EventDetail> {
    return this.#call("GET", path`/v1/spaces/${idSpace}/events/${id}`);
  }

  createEndpoint(idSpace: string, endpoint: NewEndpoint): Promise<CreatedEndpoint> {
    return this.#call("POST", path`/v1/spaces/${idSpace}/endpoints`, { json: endpoint });
  }

  listEndpoints(idSpace: string, query: PageQuery = {}): Promise<Page<Endpoint>> {
    return this.#call("GET", path`/v1/spaces/${idSpace}/endpoints`, { query });
  }

  getEndpoint(idSpace: string, id: string): Promise<Endpoint> {
    return this.#call("GET", path`/v1/spaces/${idSpace}/endpoints/${id}`);
  }

  updateEndpoint(idSpace: string, id: string, patch: EndpointPatch): Promise<Endpoint> {
    return this.#call("PATCH", path`/v1/spaces/${idSpace}/endpoints/${id}`, { json: patch });
  }

  deleteEndpoint(idSpace: string, id: string): Promise<void> {
    return this.#call("DELETE", path`/v1/spaces/${idSpace}/endpoints/${id}`);
  }

  getSecrets(idSpace: string, idEndpoint: string): Promise<EndpointSecrets> {
    return this.#call("GET", path`/v1/spaces/${idSpace}/endpoints/${idEndpoint}/secrets`);
  }

  /** A new signing secret. The old one goes on signing beside it for 24 hours. */
  rotateSecret(idSpace: string, idEndpoint: string): Promise<EndpointSecrets> {
    return this.#call("POST", path`/v1/spaces/${idSpace}/endpoints/${idEndpoint}/rotate`);
  }

  pauseEndpoint(idSpace: string, id: string): Promise<Endpoint> {
    return this.#call("POST", path`/v1/spaces/${idSpace}/endpoints/${id}/pause`);
  }

  resumeEndpoint(idSpace: string, id: string, resume: Resume = {}): Promise<ResumedEndpoint> {
    return this.#call("POST", path`/v1/spaces/${idSpace}/endpoints/${id}/resume`, { json: resume });
  }

  /** Sends the sample of an event type now, and waits for what came of it. Works while the endpoint is paused. */
  testEndpoint(idSpace: string, id: string, event: string): Promise<Attempt> {
    return this.#call("POST", path`/v1/spaces/${idSpace}/endpoints/${id}/test`, { json: { event } });
  }

  listDeliveries(idSpace: string, query: DeliveryQuery = {}): Promise<Page<Delivery>> {
    return this.#call("GET", path`/v1/spaces/${idSpace}/deliveries`, { query });
  }

  getDelivery(idSpace: string, id: string): Promise<DeliveryDetail> {
    return this.#call("GET", path`/v1/spaces/${idSpace}/deliveries/${id}`);
  }

  /** One more attempt with the endpoint's current URL and secrets, and what came of it. */
  replayDelivery(idSpace: string, id: string): Promise<Attempt> {
    return this.#call("POST", path`/v1/spaces/${idSpace}/deliveries/${id}/replay`);
  }

  listSpaces(query: PageQuery = {}): Promise<Page<Space>> {
    return this.#call("GET", "/v1/spaces", { query });
  }

  getSpace(idSpace: string): Promise<Space> {
    return this.#call("GET", path`/v1/spaces/${idSpace}`);
  }

  listEventTypes(): Promise<Page<EventType>> {
    return this.#call("GET", "/v1/event-types");
  }

  getEventType(name: string): Promise<EventType> {
    return this.#call("GET", path`/v1/event-types/${name}`);
  }

  createKey(key: NewKey): Promise<CreatedKey> {
    return this.#call("POST", "/v1/keys", { json: key });
  }

  listKeys(query: PageQuery = {}): Promise<Page<Key>> {
    return this.#call("GET", "/v1/keys", { query });
  }

  revokeKey(id: string): Promise<void> {
    return this.#call("DELETE", path`/v1/keys/${id}`);
  }

  #call<Answer>(method: string, path: string, { query = {}, json }: CallInput = {}): Promise<Answer> {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
    const target = search.size > 0 ? `${path}?${search}` : path;
    if (json === undefined) return this.#send(method, target, {});
    return this.#send(method, target, { "content-type": "application/json" }, JSON.stringify(json));
  }

  async #send<Answer>(
    method: string,
    target: string,
    headers: Record<string, string>,
    body: string | null = null,
  ): Promise<Answer> {
    const response = await fetch(`${this.#url}${target}`, {
      method,
      headers: { ...headers, authorization: `Bearer ${this.#key}` },
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await response.text();
    if (!response.ok) throw new PosthornError(toProblem(response, text));
    // The server's answers are checked against these very types where they are declared: see its schemas.
    return (text === "" ? undefined : JSON.parse(text)) as Answer;
  }
}

interface CallInput {
  query?: PageQuery;
  json?: unknown;
}

/** A path whose values are escaped, so that an id such as `../keys` stays one segment. */
function path(parts: TemplateStringsArray, ...values: string[]): string {
  return parts.reduce((text, part, index) => text + encodeURIComponent(values[index - 1] ?? "") + part);
}

/** The problem document, or one made up for an answer that has none, such as a proxy's 502. */
function toProblem(response: Response, text: string): Problem {
  if (response.headers.get("content-type")?.startsWith("application/problem+json")) {
    // A boundary: this content type comes from Posthorn, whose problems have this shape.
    return JSON.parse(text) as Problem;
  }
  const title = response.statusText || "Unexpected answer";
  const detail = `${response.status} came from something other than Posthorn: ${text.slice(0, 200)}`;
  return { type: "about:blank", title, status: response.status, code: "unexpected_answer", detail };
}
