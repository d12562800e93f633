import {
  type ListenAnswer,
  type ListenMessage,
  type ListenReady,
  type ListenRequest,
  PosthornError,
} from "@posthorn/sdk";
import { converse, type ListenOptions, type Resumed } from "./listen-socket.ts";
import { pauseUntilOver } from "./pause.ts";

type Answer = Exclude<ListenAnswer, { type: "leave" }>;

/** What a listener is told. */
export interface ListenHandlers {
  /** Requests come from now on: the first time, and after each loss of the connection. */
  ready(ready: ListenReady, isBack: boolean): Promise<void>;
  /** Comes to an answer. `signal`: nobody waits for it any more. */
  request(request: ListenRequest, signal: AbortSignal): Promise<Answer>;
  paused(reason: string): Promise<void>;
  /** The connection was lost, and is being made again. */
  lost(words: string): Promise<void>;
}

const RETRY_MS_FIRST = 250;
/** A restart takes seconds, and a laptop that wakes up should not be waited for. */
const RETRY_MS_MAX = 5_000;
/** Answers that are remembered, for requests that come again after a lost connection. */
const ANSWERS_KEPT_MAX = 200;
/** What trying again does not change. */
const FINAL_CODES = ["unauthorized", "forbidden", "not_found", "invalid_request", "too_many_listeners"];

/**
 * Receives a space's webhooks until the signal is aborted. A connection that is lost is made again, and goes on with the
 * same endpoint while the server has it. Rejects where the first one is refused or not made, and where there is no use
 * in trying again.
 */
export async function listen(options: ListenOptions, handlers: ListenHandlers): Promise<void> {
  const { clock, signal } = options;
  let { signingSecret } = options;
  let resumed: Resumed | null = null;
  let isBack = false;
  let waitMs = RETRY_MS_FIRST;
  const answers = createAnswers(handlers.request);

  async function hear(message: ListenMessage, send: (answer: ListenAnswer) => void): Promise<void> {
    switch (message.type) {
      case "ready":
        await handlers.ready(message, isBack);
        // The next endpoint, should it come to one, signs as this one.
        signingSecret = message.signing_secret;
        resumed = message;
        isBack = true;
        waitMs = RETRY_MS_FIRST;
        return;
      case "request":
        return send(await answers.of(message));
      case "cancelled":
        return answers.cancel(message.id);
      case "paused":
        return handlers.paused(message.reason);
      case "left":
        return;
    }
  }

  /** Null: it was left. Else why it was lost. */
  async function connectOnce(): Promise<string | null> {
    const { promise: broken, reject } = Promise.withResolvers<never>();
    const conversation = converse({ ...options, signingSecret }, resumed, (message, send) => {
      hear(message, send).catch(reject);
    });
    const end = await Promise.race([conversation, broken]);
    return end.kind === "left" ? null : end.words;
  }

  while (!signal.aborted) {
    try {
      const words = await connectOnce();
      if (words === null) return;
      await handlers.lost(words);
    } catch (error) {
      if (signal.aborted) return;
      if (!isBack || !(error instanceof PosthornError) || FINAL_CODES.includes(error.code)) throw error;
      if (error.code === "listener_gone") resumed = null;
    }
    await pauseUntilOver(clock, waitMs, signal);
    waitMs = Math.min(waitMs * 2, RETRY_MS_MAX);
  }
}

/**
 * A request that comes again, since its answer may have been lost, is not forwarded again: from the same node it has the
 * same id, and from another one it is of the same delivery.
 */
function createAnswers(answer: ListenHandlers["request"]) {
  const known = new Map<string, { id: string; coming: Promise<Answer>; controller: AbortController }>();
  return {
    async of(request: ListenRequest): Promise<Answer> {
      const { id } = request;
      const key = keyOf(request);
      const before = known.get(key);
      if (before !== undefined) {
        before.id = id;
        return { ...(await before.coming), id };
      }
      const controller = new AbortController();
      const coming = answer(request, controller.signal);
      known.set(key, { id, coming, controller });
      const [oldest] = known.keys();
      if (known.size > ANSWERS_KEPT_MAX && oldest !== undefined) known.delete(oldest);
      return coming;
    },
    cancel(id: string): void {
      for (const [key, cancelled] of known) {
        if (cancelled.id !== id) continue;
        cancelled.controller.abort();
        // Should it come once more, it was not answered yet.
        known.delete(key);
      }
    },
  };
}

/** A delivery is sent once, unless somebody asks for more: a test or a replay, each of which is one of its own. */
function keyOf({ id, headers }: ListenRequest): string {
  const { "posthorn-delivery": delivery, "posthorn-trigger": trigger = "" } = headers;
  return delivery !== undefined && ["event", "takeover"].includes(trigger) ? delivery : id;
}
