import type { IncomingHttpHeaders, ServerResponse } from "node:http";

import type { FastifyInstance } from "fastify";
import { type Clock, toIsoTime } from "../core/clock.ts";
import { type Problem, ProblemError } from "../core/problems.ts";
import { INBOX_ANSWERS, type InboxAnswer, type InboxMemory, type InboxRequest } from "./inbox-memory.ts";
import type { SlowAnswers } from "./slow-answers.ts";

interface Parts {
  clock: Clock;
  memory: InboxMemory;
  slowAnswers: SlowAnswers;
  openStream: OpenStream;
}

/** Begins an answer that does not end, of server-sent events. Null: too many are under way. */
export type OpenStream = (response: ServerResponse, closed: () => void) => { send(text: string): void } | null;

/** Twice the largest payload by default, so that every event fits with its envelope. */
const BODY_BYTES_MAX = 512 * 1024;
/** The token is the capability; 8 characters are for typing, longer ones for secrecy. */
const TOKEN = /^[A-Za-z0-9_-]{8,64}$/;
const PATH = "/inbox/:token";
/** The inbox is for eyes, not part of the documented API. */
const HIDDEN = { schema: { hide: true } };

/** The routes of the inbox, in a scope of their own: bodies of any type come in there as the bytes they are. */
export function registerInboxRoutes(scope: FastifyInstance, { clock, memory, slowAnswers, openStream }: Parts): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser("*", { parseAs: "buffer", bodyLimit: BODY_BYTES_MAX }, (_request, body, done) => {
    done(null, body);
  });

  scope.post(PATH, HIDDEN, (request, reply) => {
    const token = tokenOf(request.params);
    const answer = memory.answerOf(token);
    memory.keep(token, {
      receivedAt: clock.now(),
      method: request.method,
      headers: joined(request.headers),
      body: bytesOf(request.body),
      answer,
    });
    if (answer !== "slow" && answer !== "drip") return reply.code(Number(answer)).send();
    if (!slowAnswers.begin(answer, reply.raw)) throw new ProblemError(NO_MORE_SLOW);
    return reply.hijack();
  });

  scope.get(PATH, HIDDEN, (request, reply) => {
    const token = tokenOf(request.params);
    const data = memory.list(token).map(toWire);
    return reply.header("cache-control", "no-store").send({ data, answer: memory.answerOf(token) });
  });

  scope.get(`${PATH}/stream`, { ...HIDDEN, exposeHeadRoute: false }, (request, reply) => {
    const token = tokenOf(request.params);
    let leave = () => {};
    const stream = openStream(reply.raw, () => leave());
    if (stream === null) throw new ProblemError(NO_MORE_STREAMS);
    reply.hijack();
    const send = (message: object) => stream.send(`data: ${JSON.stringify(message)}\n\n`);
    // What happened before is fetched: an inbox is small, and nothing of it is numbered.
    send({ kind: "reset" });
    leave = memory.watch(token, (happening) =>
      send(happening.kind === "request" ? { kind: "request", request: toWire(happening.request) } : happening),
    );
  });

  scope.put(PATH, HIDDEN, (request, reply) => {
    const token = tokenOf(request.params);
    const answer = parseAnswer(bytesOf(request.body));
    memory.setAnswer(token, answer);
    return reply.send({ answer });
  });

  scope.delete(PATH, HIDDEN, (request, reply) => {
    memory.empty(tokenOf(request.params));
    return reply.code(204).send();
  });
}

const NO_MORE_SLOW: Problem = { code: "overloaded", detail: "No more slow answers can begin now.", retryAfterS: 10 };
const NO_MORE_STREAMS: Problem = { code: "overloaded", detail: "No more streams can begin now.", retryAfterS: 10 };
const BAD_ANSWER: Problem = {
  code: "invalid_request",
  detail: 'Say how the inbox is to answer, such as {"answer": "500"}.',
  errors: [{ path: "answer", message: `must be one of ${INBOX_ANSWERS.map((answer) => `"${answer}"`).join(", ")}` }],
};

function tokenOf(params: unknown): string {
  const token = member(params, "token");
  if (typeof token === "string" && TOKEN.test(token)) return token;
  throw new ProblemError({
    code: "not_found",
    detail: "An inbox's token is 8 to 64 characters of A-Z, a-z, 0-9, - and _; make one up.",
  });
}

function parseAnswer(body: Uint8Array): InboxAnswer {
  const wanted = member(parseJson(body), "answer");
  const answer = INBOX_ANSWERS.find((known) => known === wanted);
  if (answer === undefined) throw new ProblemError(BAD_ANSWER);
  return answer;
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString("utf8"));
  } catch (cause) {
    throw new ProblemError({ code: "malformed_json", detail: BAD_ANSWER.detail }, { cause });
  }
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

/** A request without a body has none parsed; the rest are buffers, by this scope's only parser. */
function bytesOf(body: unknown): Uint8Array {
  return body instanceof Uint8Array ? body : new Uint8Array(0);
}

function joined(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value = ""]) => [name, Array.isArray(value) ? value.join(", ") : value]),
  );
}

function toWire({ id, receivedAt, method, headers, body, answer }: InboxRequest) {
  return { id, received_at: toIsoTime(receivedAt), method, headers, ...toText(body), answer };
}

/** Text as text; bytes that are not UTF-8 as base64, so that nothing is lost. */
function toText(body: Uint8Array): { body: string; encoding: "utf8" | "base64" } {
  try {
    return { body: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body), encoding: "utf8" };
  } catch {
    return { body: Buffer.from(body).toString("base64"), encoding: "base64" };
  }
}
