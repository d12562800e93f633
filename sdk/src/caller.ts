import { noAnswer, readAnswer, type Tried } from "./answer.ts";
import { pauseMs } from "./backoff.ts";
import type { PosthornError } from "./errors.ts";

/** Of one try, from connecting to the answer's end. A busy node answers within a second. */
const TIMEOUT_MS = 30_000;
/** Of a call that may take long, as when a receiver is waited for: the operator may give those up to 120 s. */
const SLOW_TIMEOUT_MS = 150_000;
/** Timers take longer times, such as `Infinity`, for none at all. */
const TIMER_MS_MAX = 2 ** 31 - 1;
/** With their pauses they bridge about five seconds, which is a restart. */
const RETRIES = 5;

export interface CallerOptions {
  /** Where Posthorn answers, such as `http://127.0.0.1:4747`. */
  url: string;
  /** A key of the HTTP API: an operator's, or that of one space. */
  key: string;
  /** How long one try may take. Default 30 s; calls that may take long have 150 s. */
  timeoutMs?: number;
  /** How often a call that can safely be repeated is repeated. Default 5; 0 for never. */
  retries?: number;
  /** In place of the runtime's own `fetch`. */
  fetch?: typeof fetch;
}

/** For the calls that need no key. */
export type KeylessOptions = Omit<CallerOptions, "key">;

/** What one call may say about itself. */
export interface CallOptions {
  /** Ends the call at once, also while it waits to try again. It then rejects with the signal's reason. */
  signal?: AbortSignal;
  /** How long one try of this call may take. */
  timeoutMs?: number;
}

/** Time and chance: passed in, so that tests need neither. */
export interface CallerClock {
  now(): number;
  random(): number;
  /** Rejects with the signal's reason as soon as it is aborted. */
  pause(ms: number, signal: AbortSignal | undefined): Promise<void>;
}

/** One call, before it is made. */
export interface Call {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  path: string;
  query?: object;
  json?: unknown;
  /** A body that is no JSON, with its type. */
  raw?: { type: string; text: string };
  /** Whether doing it twice comes to the same as doing it once. */
  isRepeatable: boolean;
  /** Its answer is wanted as the JSON text that came. */
  isText?: boolean;
  /** It waits for a receiver to answer, or goes through much. */
  isSlow?: boolean;
}

export type MakeCall = <Answer>(call: Call, options?: CallOptions) => Promise<Answer>;

/** Makes calls of the HTTP API, and repeats those that can be repeated while the fault looks passing. */
export function createCaller(options: CallerOptions | KeylessOptions, clock: CallerClock): MakeCall {
  const { retries = RETRIES } = options;
  const { base, headers, fetchOnce } = checkedOptions(options);

  async function tryOnce(call: Call, body: string | null, { signal, timeoutMs }: CallOptions): Promise<Tried> {
    const limitMs = timeoutMs ?? options.timeoutMs ?? (call.isSlow ? SLOW_TIMEOUT_MS : TIMEOUT_MS);
    const limit = new AbortController();
    const stop = () => limit.abort(signal?.reason);
    signal?.addEventListener("abort", stop, { once: true });
    const timer = setTimeout(() => limit.abort(), Math.min(limitMs, TIMER_MS_MAX));
    try {
      const response = await fetchOnce(base + targetOf(call), {
        method: call.method,
        headers: { ...headers, ...contentTypeOf(call), accept: "application/json" },
        body,
        // A redirected POST becomes a GET, and the key would go along: better to say where the right address is.
        redirect: "manual",
        signal: limit.signal,
      });
      return readAnswer(response, await response.text(), clock.now());
    } catch (cause) {
      signal?.throwIfAborted();
      return { kind: "failed", error: noAnswer(cause, limit.signal.aborted ? limitMs : null), askedMs: 0 };
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", stop);
    }
  }

  return async <Answer>(call: Call, callOptions: CallOptions = {}): Promise<Answer> => {
    const body = call.raw?.text ?? (call.json === undefined ? null : JSON.stringify(call.json));
    let isInDoubt = false;
    for (let tries = 1; ; tries++) {
      callOptions.signal?.throwIfAborted();
      const tried = await tryOnce(call, body, callOptions);
      // The server's answers are checked against the sdk's types where they are declared: see its schemas.
      if (tried.kind === "answered") return (call.isText ? tried.text : tried.value) as Answer;
      // A try before this one was carried out, though its answer was lost.
      if (isInDoubt && call.method === "DELETE" && tried.error.code === "not_found") return undefined as Answer;
      isInDoubt ||= !isOwnAnswer(tried.error);
      const isOver = !call.isRepeatable || tried.kind === "refused" || tries > retries;
      const waitMs = isOver ? null : pauseMs(tries, tried.askedMs, clock.random);
      if (waitMs === null) throw tried.error;
      await clock.pause(waitMs, callOptions.signal);
    }
  };
}

/** What every request begins with. What is wrong with the options would otherwise look like a fault of the network. */
export function checkedOptions(options: CallerOptions | KeylessOptions): {
  base: string;
  headers: Record<string, string>;
  fetchOnce: typeof fetch;
} {
  const base = checkedUrl(options.url);
  if ("key" in options) checkKey(options.key);
  return {
    base,
    headers: "key" in options ? { authorization: `Bearer ${options.key}` } : {},
    // The global one must not be called as a method of something else: browsers refuse that.
    fetchOnce: options.fetch ?? ((url, init) => fetch(url, init)),
  };
}

/** The clock of whatever runtime this is. */
export const runtimeClock: CallerClock = {
  now: () => Date.now(),
  random: () => Math.random(),
  pause(ms, signal) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        signal?.removeEventListener("abort", stop);
        resolve();
      }, ms);
      const stop = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      if (signal?.aborted) stop();
      else signal?.addEventListener("abort", stop, { once: true });
    });
  },
};

/** A path whose values are escaped, so that an id such as `../keys` stays one segment. */
export function path(parts: TemplateStringsArray, ...values: string[]): string {
  return parts.reduce((text, part, index) => text + segment(values[index - 1] ?? "") + part);
}

/** A URL takes `..` for the way up, escaped or not. Escaped twice it is an id that nothing has. */
function segment(value: string): string {
  return /^\.\.?$/.test(value) ? value.replaceAll(".", "%252E") : encodeURIComponent(value);
}

/** Whether Posthorn itself has answered: its refusals say for sure that nothing was done. */
function isOwnAnswer({ code }: PosthornError): boolean {
  return code !== "network" && code !== "timeout" && code !== "unexpected_answer";
}

function checkedUrl(url: string): string {
  if (typeof url === "string" && URL.canParse(url) && /^https?:/i.test(url)) return url.replace(/\/+$/, "");
  throw new TypeError(`url: expected where Posthorn answers, such as http://127.0.0.1:4747, got ${String(url)}`);
}

function checkKey(key: string): void {
  if (typeof key === "string" && /^[\x21-\x7e]+$/.test(key)) return;
  throw new TypeError(`key: expected a key of Posthorn's API, got ${key ? "text that no key can be" : "nothing"}`);
}

function targetOf({ path: target, query = {} }: Call): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  const text = search.toString();
  return text === "" ? target : `${target}?${text}`;
}

function contentTypeOf({ json, raw }: Call): Record<string, string> {
  const type = raw?.type ?? (json === undefined ? undefined : "application/json");
  return type === undefined ? {} : { "content-type": type };
}
