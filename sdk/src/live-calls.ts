import { readAnswer } from "./answer.ts";
import { pauseMs } from "./backoff.ts";
import { type CallerClock, type CallerOptions, checkedOptions, path } from "./caller.ts";
import { PosthornError } from "./errors.ts";
import { readEventStream } from "./event-stream.ts";
import type { InboxMessage, NodeMessage, SpaceMessage } from "./wire/live.ts";

/** `live`: what happens comes at once. `lost`: there is no connection, and another is tried. */
export type LiveState = "live" | "lost";

export interface LiveOptions {
  /** Ends the stream: the loop over it ends as if it were over. */
  signal?: AbortSignal;
  /** Told when the connection is there, and when it is lost. */
  onState?: (state: LiveState) => void;
}

/**
 * What happens, as it happens: `for await (const message of posthorn.live.space(idSpace))`. A lost connection is made anew
 * and goes on where it was. Where that is impossible, and at the very first, comes a `reset`: fetch then what is shown, and
 * nothing is missed. The loop ends when it is left or by its signal; it fails only with an error that trying again will not mend.
 */
export interface LiveCalls {
  space(idSpace: string, options?: LiveOptions): AsyncIterable<SpaceMessage>;
  /** What all of a node does. Only an operator's key may use it. */
  node(options?: LiveOptions): AsyncIterable<NodeMessage>;
  inbox(token: string, options?: LiveOptions): AsyncIterable<InboxMessage>;
}

/** Connecting takes no longer. */
const CONNECT_TIMEOUT_MS = 30_000;
/** Posthorn says something every 15 s, if only that it is there. */
const SILENCE_MS = 40_000;

export function createLiveCalls(options: CallerOptions, clock: CallerClock): LiveCalls {
  const { base, headers, fetchOnce } = checkedOptions(options);

  /** One connection, until it ends or nothing comes any more. */
  async function* connect<Message>(target: string, from: Position, live: LiveOptions): AsyncGenerator<Message> {
    const watchdog = createWatchdog(live.signal);
    try {
      watchdog.allow(CONNECT_TIMEOUT_MS);
      const resume: Record<string, string> = from.id === null ? {} : { "last-event-id": from.id };
      const response = await fetchOnce(base + target, {
        headers: { ...headers, ...resume, accept: "text/event-stream" },
        redirect: "manual",
        cache: "no-store",
        signal: watchdog.signal,
      });
      const isStream = response.ok && response.headers.get("content-type")?.startsWith("text/event-stream");
      if (!isStream || response.body === null) throw await toRefusal(response, clock.now());
      live.onState?.("live");
      const alive = () => {
        from.tries = 0;
        watchdog.allow(SILENCE_MS);
      };
      for await (const { id, data } of readEventStream(response.body, alive)) {
        from.id = id ?? from.id;
        // The server's messages are checked against the sdk's types where they are made.
        yield JSON.parse(data) as Message;
      }
    } finally {
      watchdog.end();
    }
  }

  async function* follow<Message>(target: string, live: LiveOptions): AsyncGenerator<Message> {
    const { signal } = live;
    const from: Position = { id: null, tries: 0 };
    while (!signal?.aborted) {
      let askedMs = 0;
      try {
        yield* connect<Message>(target, from, live);
      } catch (error) {
        if (signal?.aborted) return;
        if (error instanceof Refusal && !error.mayPass) throw error.cause;
        if (error instanceof Refusal) askedMs = error.askedMs;
      }
      live.onState?.("lost");
      from.tries += 1;
      await clock.pause(pauseMs(from.tries, askedMs, clock.random) ?? SILENCE_MS, signal).catch(() => {});
    }
  }

  return {
    space: (idSpace, live = {}) => follow(path`/v1/spaces/${idSpace}/stream`, live),
    node: (live = {}) => follow("/v1/stream", live),
    inbox: (token, live = {}) => follow(path`/inbox/${token}/stream`, live),
  };
}

/** Where a stream has come to, and how many connections in a row came to nothing. */
interface Position {
  id: string | null;
  tries: number;
}

/** An answer that is no stream. `cause` is the error it stands for. */
class Refusal extends Error {
  readonly mayPass: boolean;
  readonly askedMs: number;

  constructor(cause: PosthornError, { mayPass, askedMs }: { mayPass: boolean; askedMs: number }) {
    super(cause.message, { cause });
    this.mayPass = mayPass;
    this.askedMs = askedMs;
  }
}

async function toRefusal(response: Response, now: number): Promise<Refusal> {
  const tried = readAnswer(response, await response.text(), now);
  switch (tried.kind) {
    case "failed":
      return new Refusal(tried.error, { mayPass: true, askedMs: tried.askedMs });
    case "refused":
      return new Refusal(tried.error, { mayPass: false, askedMs: 0 });
    case "answered":
      return new Refusal(noStream(), { mayPass: false, askedMs: 0 });
  }
}

function noStream(): PosthornError {
  const detail = "Something other than Posthorn's stream of messages came: check the url, and any proxy in between.";
  return new PosthornError({ code: "unexpected_answer", detail });
}

/** Aborts its signal when the time it was last given has gone by, or with the caller's own. */
function createWatchdog(outer: AbortSignal | undefined) {
  const controller = new AbortController();
  const stop = () => controller.abort(outer?.reason);
  let timer: ReturnType<typeof setTimeout> | undefined;
  outer?.addEventListener("abort", stop, { once: true });
  return {
    signal: controller.signal,
    allow(ms: number): void {
      clearTimeout(timer);
      timer = setTimeout(() => controller.abort(), ms);
    },
    end(): void {
      clearTimeout(timer);
      outer?.removeEventListener("abort", stop);
    },
  };
}
