import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { FastifyInstance } from "fastify";
import type { Clock } from "../core/clock.ts";
import { PROBLEMS, type Problem, ProblemError } from "../core/problems.ts";
import type { CountedAnswer } from "./answer-count.ts";
import { maxHeaderSize, STATUS_CODES } from "./node-http.ts";
import { PROBLEM_TYPE, problemText } from "./problem-answers.ts";

type CountAnswer = (answer: CountedAnswer) => void;

/** For a client that goes on sending what nobody can read: long enough to let the answer reach it. */
const LINGER_MS = 2_000;

/**
 * Answers what never becomes a request that a route could see: bytes that are no HTTP, heads that are too large or too
 * slow, CONNECT. Problem documents here too, since a client that cannot read its error cannot mend it.
 */
export function registerNoRequest(app: FastifyInstance, countAnswer: CountAnswer): void {
  const { server } = app;
  server.on("connect", (_request: IncomingMessage, socket: Duplex) => {
    const detail = "CONNECT is for proxies, and this is none.";
    countAnswer({ method: "CONNECT", route: "none", status: 405 });
    socket.end(rawAnswer({ code: "method_not_allowed", detail }, ["allow:"]));
  });
  server.on("checkExpectation", ({ method = "" }: IncomingMessage, response: ServerResponse) => {
    countAnswer({ method, route: "none", status: 417 });
    const detail = "Expect can only be 100-continue.";
    const text = problemText({ code: "expectation_failed", detail });
    const headers = { "content-type": PROBLEM_TYPE, "content-length": Buffer.byteLength(text), connection: "close" };
    response.writeHead(417, headers).end(text);
  });
  // Node would answer this one by itself, without a word.
  app.addHook("onRequest", (request, _reply, done) => {
    const isMissing = request.raw.httpVersion === "1.1" && request.raw.headers.host === undefined;
    const detail = "HTTP/1.1 needs the header host.";
    done(isMissing ? new ProblemError({ code: "malformed_request", detail }) : undefined);
  });
}

/** For fastify's option `clientErrorHandler`. Node calls it again for every piece that comes after the first error. */
export function createClientErrorHandler(deps: {
  clock: Clock;
  countAnswer: CountAnswer;
}): (error: Error, socket: Socket) => void {
  const { clock, countAnswer } = deps;
  return (error, socket) => {
    const code = "code" in error ? String(error.code) : "";
    if (socket.destroyed || socket.writableEnded) return;
    // Half of another answer may have gone out: nothing may be put behind it.
    if (code === "ECONNRESET" || !socket.writable || hasAnswerBegun(socket)) return void socket.destroy(error);
    const problem = toProblem(code);
    countAnswer({ method: "none", route: "none", status: PROBLEMS[problem.code].status });
    socket.end(rawAnswer(problem));
    const cancel = clock.after(LINGER_MS, () => socket.destroy());
    socket.once("close", cancel);
  };
}

/** Node keeps the answer that a socket is busy with under this name, and asks it in the same way. */
function hasAnswerBegun(socket: Socket): boolean {
  const answer: unknown = Reflect.get(socket, "_httpMessage");
  return typeof answer === "object" && answer !== null && Reflect.get(answer, "headersSent") === true;
}

function toProblem(code: string): Problem {
  switch (code) {
    case "HPE_HEADER_OVERFLOW":
      return {
        code: "headers_too_large",
        detail: `The address and headers have more than ${maxHeaderSize} bytes together, the most that is read here.`,
      };
    case "HPE_INVALID_EOF_STATE":
      return { code: "malformed_request", detail: "The request ended before it was whole. Nothing of it was kept." };
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return { code: "request_timeout", detail: "The request took too long to come in. Nothing of it was kept." };
    default: {
      const why = code.startsWith("HPE_") ? ` (${code.slice(4).toLowerCase().replaceAll("_", " ")})` : "";
      return { code: "malformed_request", detail: `What was sent is not valid HTTP/1.1${why}.` };
    }
  }
}

function rawAnswer(problem: Problem, headers: readonly string[] = []): string {
  const { status } = PROBLEMS[problem.code];
  const body = problemText(problem);
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...headers, `content-type: ${PROBLEM_TYPE}`];
  return `${lines.join("\r\n")}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`;
}
