import { debuglog } from "node:util";
import { PosthornConnectionError, PosthornError } from "@posthorn/sdk";
import { printable } from "./cells.ts";

/** How a command ends, for scripts. */
export const EXIT = { done: 0, failed: 1, usage: 2, unreachable: 3, unauthorized: 4, interrupted: 130 } as const;

/** What each code means, for the help and the documentation. */
export const EXIT_WORDS: readonly (readonly [code: number, words: string])[] = [
  [EXIT.done, "done"],
  [
    EXIT.failed,
    "it did not succeed: refused by the server, not found, a send that failed, a request that does not verify",
  ],
  [EXIT.usage, "what was given makes no sense: a command, an option, a value, a setting"],
  [EXIT.unreachable, "no answer from the server"],
  [EXIT.unauthorized, "no key, or one that may not do this"],
  [EXIT.interrupted, "ended by Ctrl-C"],
];

/** A command that cannot go on, told in a line and a hint. */
export class CommandError extends Error {
  /** What to do about it. Null: the message says it. */
  readonly hint: string | null;
  readonly exitCode: number;

  constructor(message: string, hint: string | null, exitCode: number) {
    super(message);
    this.name = "CommandError";
    this.hint = hint;
    this.exitCode = exitCode;
  }
}

/** Something is wrong with what was typed or set. */
export function usageError(message: string, hint: string | null = null): CommandError {
  return new CommandError(message, hint, EXIT.usage);
}

/** What the outcome was not, where nothing was wrong with what was asked. */
export function failedError(message: string, hint: string | null = null): CommandError {
  return new CommandError(message, hint, EXIT.failed);
}

/** What is printed of an error, and how the process ends for it. */
export interface Failure {
  lines: string[];
  exitCode: number;
}

/** One line, what is wrong with the input if that is known, and a hint. Never a stack trace. */
export function toFailure(error: unknown): Failure {
  if (error instanceof CommandError) return failure(error.message, [], error.hint, error.exitCode);
  if (error instanceof PosthornConnectionError) {
    const hint = "Is a node running there? --url or POSTHORN_URL says where; posthorn serve starts one.";
    return failure(detailOf(error), [], hint, EXIT.unreachable);
  }
  if (error instanceof PosthornError) {
    const faults = error.errors.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`));
    const isKey = error.code === "unauthorized" || error.code === "forbidden";
    const code = isKey ? EXIT.unauthorized : error.code === "unexpected_answer" ? EXIT.unreachable : EXIT.failed;
    return failure(detailOf(error), faults, HINTS[error.code] ?? null, code);
  }
  debuglog("posthorn")("%s", error instanceof Error ? error.stack : error);
  const message = error instanceof Error ? error.message : String(error);
  return failure(
    `this is a bug: ${message}`,
    [],
    "With NODE_DEBUG=posthorn it says where. Please report it.",
    EXIT.failed,
  );
}

/** What helps beyond the server's own words. */
const HINTS: Readonly<Record<string, string>> = {
  unauthorized: "Give a key in POSTHORN_KEY, or keep one with posthorn login.",
  forbidden: "posthorn config shows which key is used, and where it comes from.",
  not_found: "posthorn config shows which server, key and space are asked.",
  unknown_event_type: "posthorn types lists them all.",
  unexpected_answer: "posthorn config shows which address is used, and where it comes from.",
};

/** The SDK puts the code before its words, for those who see nothing else. */
function detailOf({ code, message }: PosthornError): string {
  return message.replace(`${code}: `, "");
}

function failure(message: string, faults: readonly string[], hint: string | null, exitCode: number): Failure {
  const [first = "", ...rest] = [message, ...faults, ...(hint === null ? [] : [hint])].map(printable);
  return { lines: [`posthorn: ${first}`, ...rest.map((line) => `  ${line}`)], exitCode };
}
