import { usageError } from "./failure.ts";

/** What a curl command sends. */
export interface CurlRequest {
  headers: [name: string, value: string][];
  body: Buffer;
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", a: "\u0007", b: "\b", f: "\f", v: "\v" };
const HEADER_FLAGS = new Set(["-H", "--header"]);
/** `--data` and `-d` take line ends out of files only: in place, all of them take the text as it is. */
const BODY_FLAGS = new Set(["-d", "--data", "--data-raw", "--data-binary", "--data-ascii"]);

/** Whether this is a curl command, as browsers and inspectors copy it. */
export function isCurlCommand(text: string): boolean {
  return /^\s*curl\s+(?:["'$\\-]|https?:)/.test(text);
}

/** Reads a command line for a POSIX shell. Throws a usage error where it holds no body, or one from a file. */
export function parseCurl(text: string): CurlRequest {
  const words = shellWords(text.trim());
  const headers: CurlRequest["headers"] = [];
  const bodies: string[] = [];
  for (let at = 1; at < words.length; at++) {
    const { flag, value, isNext } = flagAndValue(words, at);
    if (HEADER_FLAGS.has(flag)) headers.push(headerOf(value));
    else if (BODY_FLAGS.has(flag)) {
      if (flag !== "--data-raw" && value.startsWith("@"))
        throw usageError(`this command takes the body from ${value.slice(1)}`, "Put the body itself in its place.");
      bodies.push(value);
    } else continue;
    if (isNext) at += 1;
  }
  if (bodies.length === 0) throw usageError("this curl command has no body", "It is after --data-raw.");
  // As curl joins them.
  return { headers, body: Buffer.from(bodies.join("&"), "utf8") };
}

/** `-H value`, `-Hvalue`, `--header value` or `--header=value`. */
function flagAndValue(words: readonly string[], at: number): { flag: string; value: string; isNext: boolean } {
  const word = words[at] ?? "";
  const [, long, given] = /^(--[a-z-]+)=(.*)$/s.exec(word) ?? [];
  if (long !== undefined && given !== undefined) return { flag: long, value: given, isNext: false };
  if (/^-[Hd]./s.test(word)) return { flag: word.slice(0, 2), value: word.slice(2), isNext: false };
  return { flag: word, value: words[at + 1] ?? "", isNext: true };
}

function headerOf(text: string): [name: string, value: string] {
  const at = text.indexOf(":");
  if (at <= 0) throw usageError(`this is no header: ${JSON.stringify(text.slice(0, 60))}`);
  return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

/** One part of a word: `'…'`, `$'…'`, `"…"`, an escaped character, a line's continuation, or plain text. */
const PART = /'([^']*)'|\$'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|\\(\r?\n)|\\(.)|([^\s'"\\]+)|(\s+)/gsy;

function shellWords(text: string): string[] {
  const words: string[] = [];
  let word: string | null = null;
  let end = 0;
  for (const [all, single, ansi, double, continued, escaped, plain, space] of text.matchAll(PART)) {
    end += all.length;
    if (space !== undefined || continued !== undefined) {
      if (word !== null) words.push(word);
      word = null;
      continue;
    }
    word = (word ?? "") + (single ?? plain ?? escaped ?? unescapedDouble(double) ?? unescapedAnsi(ansi ?? ""));
  }
  if (end < text.length) throw usageError("this curl command was cut off: a quotation mark has no end");
  return word === null ? words : [...words, word];
}

/** Between double quotes a backslash counts before these only (POSIX). */
function unescapedDouble(text: string | undefined): string | undefined {
  return text?.replace(/\\\r?\n/g, "").replace(/\\([$`"\\])/g, "$1");
}

/** bash's `$'…'`, which browsers use where a body has quotes or line ends. */
function unescapedAnsi(text: string): string {
  return text.replace(
    /\\(?:u([0-9a-fA-F]{1,4})|x([0-9a-fA-F]{1,2})|(.))/gs,
    (_all, unicode?: string, hex?: string, other = "") => {
      const code = unicode ?? hex;
      return code === undefined ? (ESCAPES[other] ?? other) : String.fromCharCode(Number.parseInt(code, 16));
    },
  );
}
