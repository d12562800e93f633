import { Client, type Dispatcher, Pool } from "undici";
import { now } from "../measure.ts";
import { digitsOf, postedPieces } from "../traffic.ts";
import { answerCalls } from "./calls.ts";

/** Events to post: the numbers from `first` on, each to the space `firstSpace` plus its remainder by `spaces`. */
export interface Load {
  /** Where to post. In a closed loop the connections go to each of them in turn. */
  urls: readonly string[];
  key: string;
  first: number;
  count: number;
  firstSpace: number;
  spaces: number;
  /** Events of one request: more than one go as NDJSON. */
  batch: number;
  pace: Pace;
}

/**
 * `closed`: each connection posts its next when it has its answer, for the throughput. `open`: each event is due at a
 * time that no answer changes, and its wait counts from then, for the latency: a sender that stalls is not spared the
 * events that would have come meanwhile (coordinated omission).
 */
export type Pace = { kind: "closed"; connections: number } | { kind: "open"; perSecond: number };

/** By place: `number - first`. Times are those of `now`. */
export interface Posted {
  startedAt: number;
  endedAt: number;
  /** When it was due, in an open loop; else when it was posted. */
  dueAt: Float64Array;
  /** When the answer was there that it is kept. Not a number: there was none. */
  acceptedAt: Float64Array;
  acceptedCount: number;
  /** What was said instead, the first few of it. */
  refusals: string[];
}

/** More than an open loop has under way at once, unless the sender is stuck. */
const OPEN_CONNECTIONS = 256;
const REFUSALS_KEPT = 10;

const calls = {
  async post(load: Load): Promise<Posted> {
    const posted: Posted = {
      startedAt: now(),
      endedAt: 0,
      dueAt: new Float64Array(load.count),
      acceptedAt: new Float64Array(load.count).fill(Number.NaN),
      acceptedCount: 0,
      refusals: [],
    };
    if (load.pace.kind === "closed") await postClosed(load, load.pace.connections, posted);
    else await postOpen(load, load.pace.perSecond, posted);
    posted.endedAt = now();
    return posted;
  },
};

export type GeneratorCalls = typeof calls;

async function postClosed(load: Load, connections: number, posted: Posted): Promise<void> {
  const post = createPost(load, posted);
  let next = 0;
  await Promise.all(
    Array.from({ length: connections }, async (_, index) => {
      const client = new Client(originOf(load, index), { allowH2: false });
      while (next < load.count) {
        const place = next;
        next += load.batch;
        posted.dueAt.fill(now(), place, next);
        await post(client, place);
      }
      await client.close();
    }),
  );
}

async function postOpen(load: Load, perSecond: number, posted: Posted): Promise<void> {
  const pool = new Pool(originOf(load, 0), { connections: OPEN_CONNECTIONS, allowH2: false });
  const post = createPost(load, posted);
  const answers: Promise<void>[] = [];
  const start = now();
  for (let place = 0; place < load.count; ) {
    const dueCount = Math.min(load.count, Math.ceil(((now() - start) / 1000) * perSecond));
    for (; place < dueCount; place++) {
      posted.dueAt[place] = start + (place / perSecond) * 1000;
      answers.push(post(pool, place));
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(answers);
  await pool.close();
}

function originOf({ urls }: Load, index: number): string {
  return new URL(urls[index % urls.length] ?? "").origin;
}

/** Posts the event with this place, or the batch that begins with it, and notes what was said. */
function createPost(load: Load, posted: Posted): (dispatcher: Dispatcher, place: number) => Promise<void> {
  const isBatch = load.batch > 1;
  const bodyOf = createBodies(load);
  const { pathname: path } = new URL(load.urls[0] ?? "");
  const headers = {
    authorization: `Bearer ${load.key}`,
    "content-type": isBatch ? "application/x-ndjson" : "application/json",
  };

  return async (dispatcher, place) => {
    const { status, text } = await exchange(dispatcher, { method: "POST", path, headers, body: bodyOf(place) });
    if (status !== (isBatch ? 200 : 202)) {
      if (posted.refusals.length < REFUSALS_KEPT) posted.refusals.push(`${status} ${text}`);
      return;
    }
    const at = now();
    for (const index of isBatch ? keptOf(text) : [0]) {
      posted.acceptedAt[place + index] = at;
      posted.acceptedCount += 1;
    }
  };
}

/** The lines of a batch that were kept. */
function keptOf(text: string): number[] {
  // The answer's form is the HTTP API's.
  const { results } = JSON.parse(text) as { results: { index: number; error?: unknown }[] };
  return results.filter(({ error }) => error === undefined).map(({ index }) => index);
}

function exchange(
  dispatcher: Dispatcher,
  request: Dispatcher.DispatchOptions,
): Promise<{ status: number; text: string }> {
  const { promise, resolve } = Promise.withResolvers<{ status: number; text: string }>();
  let status = 0;
  let text = "";
  dispatcher.dispatch(request, {
    onRequestStart() {},
    onResponseStart(_controller, code) {
      status = code;
    },
    onResponseData(_controller, chunk) {
      text += chunk.toString("latin1");
    },
    onResponseEnd: () => resolve({ status, text }),
    onResponseError: (_controller, error) => resolve({ status: 0, text: String(error) }),
  });
  return promise;
}

/** The body whose first event has this place. */
function createBodies({ first, count, firstSpace, spaces, batch }: Load): (place: number) => string {
  const pieces = new Map<number, string[]>();
  const bodyOf = (number: number) => {
    const space = firstSpace + (number % spaces);
    let known = pieces.get(space);
    if (known === undefined) {
      known = postedPieces(space);
      pieces.set(space, known);
    }
    return known.join(digitsOf(number));
  };
  return (place) => {
    const size = Math.min(batch, count - place);
    return Array.from({ length: size }, (_, index) => bodyOf(first + place + index)).join("\n");
  };
}

answerCalls(calls);
