import { OPERATOR_KEY, type Sender } from "./sender.ts";
import { BODY_SECRET, EVENT_TYPE, OTHER_EVENT_TYPE, SIGNING_SECRET, spaceId } from "./traffic.ts";

/** Calls of Posthorn's HTTP API that scenarios need beside the load. */

export interface DeliveryRow {
  id: string;
  id_event: string;
  status: string;
  attempt_count: number;
}

/** Calls at once while many things are set up. */
const AT_ONCE = 32;
const PAGE = 200;

/** One call, with its answer's JSON. Rejects where the status is not 2xx. */
export async function call(sender: Sender, method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${sender.origin}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${OPERATOR_KEY}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
  return text === "" ? null : JSON.parse(text);
}

/** An endpoint of a space that gets every event of the load; `pauseAfter` where it is to fail for long. */
export async function createEndpoint(
  sender: Sender,
  {
    space,
    url,
    isWanted = true,
    pauseAfter = 10,
  }: { space: number; url: string; isWanted?: boolean; pauseAfter?: number },
): Promise<string> {
  const endpoint = await call(sender, "POST", `/v1/spaces/${spaceId(space)}/endpoints`, {
    url,
    events: [isWanted ? EVENT_TYPE : OTHER_EVENT_TYPE],
    secret: BODY_SECRET,
    signing_secret: SIGNING_SECRET,
    pause_after: pauseAfter,
  });
  // Its form is the HTTP API's.
  return (endpoint as { id: string }).id;
}

/** Does it for 0 to `count`, some at a time. */
export async function forEachOf(count: number, work: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const workers = Array.from({ length: Math.min(AT_ONCE, count) }, async () => {
    while (next < count) await work(next++);
  });
  await Promise.all(workers);
}

/** Leads the only endpoint of a space to another URL. Its id. */
export async function leadEndpoint(sender: Sender, space: number, url: string): Promise<string> {
  const path = `/v1/spaces/${spaceId(space)}/endpoints`;
  const { data } = (await call(sender, "GET", path)) as { data: { id: string }[] };
  const [endpoint] = data;
  if (endpoint === undefined || data.length > 1) throw new Error(`${path} has ${data.length} endpoints, not one`);
  await call(sender, "PATCH", `${path}/${endpoint.id}`, { url });
  return endpoint.id;
}

/** All deliveries of a space that were accepted since then, page by page. */
export async function* listDeliveries(sender: Sender, space: number, since: Date): AsyncGenerator<DeliveryRow> {
  const path = `/v1/spaces/${spaceId(space)}/deliveries?limit=${PAGE}&since=${since.toISOString()}`;
  for (let cursor: string | null = ""; cursor !== null; ) {
    const after: string = cursor === "" ? "" : `&cursor=${cursor}`;
    const page = await call(sender, "GET", path + after);
    const { data, next_cursor: next } = page as { data: DeliveryRow[]; next_cursor: string | null };
    yield* data;
    cursor = next;
  }
}

/** A counter or gauge of `/metrics` that has no labels. */
export async function metric(sender: Sender, name: string): Promise<number> {
  const response = await fetch(`${sender.origin}/metrics`);
  const [, value] = new RegExp(`^${name} (\\S+)$`, "m").exec(await response.text()) ?? [];
  return Number(value);
}
