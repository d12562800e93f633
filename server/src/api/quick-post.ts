import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Problem } from "../core/problems.ts";
import { PROBLEMS, ProblemError } from "../core/problems.ts";
import type { Keyring, Scope } from "./auth.ts";
import type { ApiDependencies } from "./dependencies.ts";
import { acceptedEventJson } from "./event-wire.ts";
import { oneEventBytesMax, POST_EVENTS_PATH } from "./post-events.ts";
import { problemHeaders, problemText, type ToProblem } from "./problem-answers.ts";

export interface QuickPostOptions
  extends Pick<ApiDependencies, "countAnswer" | "ingest" | "isAccepting" | "limits" | "stripPrefix"> {
  keyring: Pick<Keyring, "known">;
  toProblem: ToProblem;
}

const JSON_TYPES: readonly (string | undefined)[] = ["application/json", "application/json; charset=utf-8"];
const ANSWER_TYPE = "application/json; charset=utf-8";

/**
 * A shorter way for the busiest request of all: one event, with a key that is known and nothing unusual about it. Router,
 * hooks and streams cost as much as keeping the event does. What is not like that in any way goes to `route`, which takes
 * the same request in the same way (`post-events.ts`) and knows all the ways of refusing one.
 */
export function createQuickPost(options: QuickPostOptions, route: RequestListener): RequestListener {
  const { ingest, countAnswer, toProblem } = options;

  async function accept(body: Buffer, { idSpace }: Scope, response: ServerResponse): Promise<void> {
    try {
      const result = await ingest.acceptOne(body, idSpace);
      if (result.kind === "refused") throw new ProblemError(result.problem);
      const isDuplicate = result.kind === "duplicate";
      const text = acceptedEventJson(result.event, isDuplicate);
      answer(response, isDuplicate ? 200 : 202, { "content-type": ANSWER_TYPE }, text);
    } catch (error) {
      refuse(response, toProblem(error, POST_EVENTS_PATH));
    }
  }

  function refuse(response: ServerResponse, problem: Problem): void {
    answer(response, PROBLEMS[problem.code].status, problemHeaders(problem), problemText(problem));
  }

  function answer(response: ServerResponse, status: number, headers: Record<string, string>, text: string): void {
    const bytes = Buffer.byteLength(text);
    // Where each character is one byte, Node need not look for those that are more.
    const encoding = bytes === text.length ? "latin1" : "utf8";
    response.writeHead(status, { ...headers, "content-length": bytes }).end(text, encoding);
    countAnswer({ method: "POST", route: POST_EVENTS_PATH, status });
  }

  return (request, response) => {
    const scope = isPlainPost(request, options) ? options.keyring.known(request.headers.authorization) : null;
    if (scope === null) return route(request, response);
    whenRead(request, (body) => void accept(body, scope, response));
  };
}

/** Whether none of the refusals that come before a body is read can be due, but for that of its key. */
function isPlainPost(request: IncomingMessage, { isAccepting, limits, stripPrefix }: QuickPostOptions): boolean {
  const { url = "", method } = request;
  if (method !== "POST" || (stripPrefix === null ? url : stripPrefix(url)) !== POST_EVENTS_PATH) return false;
  const { headers } = request;
  return (
    JSON_TYPES.includes(headers["content-type"]) &&
    // Not a number where there is none, or the body comes in chunks.
    Number(headers["content-length"]) <= oneEventBytesMax(limits) &&
    headers["content-encoding"] === undefined &&
    headers.host !== undefined &&
    isAccepting()
  );
}

/** A client that goes away before its body is whole hears no answer, and gets none. */
function whenRead(request: IncomingMessage, read: (body: Buffer) => void): void {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const [only] = chunks;
    read(only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks));
  });
}
