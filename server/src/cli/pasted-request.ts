import { usageError } from "./failure.ts";
import { isCurlCommand, parseCurl } from "./pasted-curl.ts";

/** A request as somebody has pasted it, whatever it was copied from. */
export interface PastedRequest {
  headers: [name: string, value: string][];
  /** What may have been the body: pasting adds line ends. The likeliest first. Not bytes where it was parsed by somebody. */
  bodies: readonly unknown[];
  /** When it came, milliseconds since 1970. Null: that is not told. */
  receivedAt: number | null;
}

const EXPECTED = [
  "Expected a request line and headers, an empty line and the body, as in an HTTP dump or curl -v; a curl command; a HAR file;",
  'or JSON such as {"headers":{…},"body":"…"} or posthorn deliveries show --json.',
].join(" ");

/** What is before the colon of a header (RFC 9110). */
const HEADER = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*$/;
const REQUEST_LINE = /^[A-Z]+ \S+(?: HTTP\/[\d.]+)?$/;

/** Reads what was pasted. Throws a usage error where it is no request. */
export function parsePasted(bytes: Uint8Array): PastedRequest {
  const text = new TextDecoder().decode(bytes);
  if (text.trim() === "") throw usageError("there is nothing to verify", EXPECTED);
  if (isCurlCommand(text)) return fromCurl(text);
  return /^\s*[{[]/.test(text) ? fromJson(text) : fromDump(Buffer.from(bytes));
}

function fromCurl(text: string): PastedRequest {
  const { headers, body } = parseCurl(text);
  return { headers, bodies: [body], receivedAt: null };
}

/** HTTP as it is on the wire, or as curl -v shows it: `> ` before what was sent, `* ` and `< ` before other things. */
function fromDump(bytes: Buffer): PastedRequest {
  const isCurl = /^> ?/m.test(bytes.toString("latin1").slice(0, 100_000)) && !REQUEST_LINE.test(firstLine(bytes));
  const headers: PastedRequest["headers"] = [];
  let at = 0;
  while (at < bytes.length) {
    const end = bytes.indexOf(0x0a, at);
    const line = bytes.toString("utf8", at, end < 0 ? bytes.length : end).replace(/\r$/, "");
    at = end < 0 ? bytes.length : end + 1;
    if (isCurl && !line.startsWith(">")) continue;
    const words = isCurl ? line.replace(/^> ?/, "") : line;
    // Empty lines before the first header were pasted along.
    if (words.trim() === "" && headers.length > 0)
      return { headers, bodies: bodiesOf(bytes.subarray(at), headers, isCurl), receivedAt: null };
    const [, name, value] = HEADER.exec(words) ?? [];
    if (name !== undefined && value !== undefined) headers.push([name, value]);
    else if (words.trim() !== "" && !REQUEST_LINE.test(words.trim())) {
      throw usageError(`this is no header: ${JSON.stringify(words.slice(0, 60))}`, EXPECTED);
    }
  }
  throw usageError("there is no body: no empty line comes after the headers", EXPECTED);
}

function firstLine(bytes: Buffer): string {
  return bytes.toString("utf8").trimStart().split(/\r?\n/, 1)[0] ?? "";
}

function bodiesOf(pasted: Buffer, headers: PastedRequest["headers"], isCurl: boolean): Buffer[] {
  const rest = isCurl ? withoutCurlLines(pasted) : pasted;
  const [, length] = headers.find(([name]) => name.toLowerCase() === "content-length") ?? [];
  const told = Number(length);
  const trimmed = trimmedEnd(rest);
  const cut = Number.isInteger(told) && told > 0 && told < rest.length ? [rest.subarray(0, told)] : [];
  return [...cut, trimmed, ...(trimmed.length === rest.length ? [] : [rest])];
}

/** curl tells of the connection, and shows the answer, among what is sent. */
function withoutCurlLines(bytes: Buffer): Buffer {
  const lines = bytes.toString("latin1").split("\n");
  return Buffer.from(lines.filter((line) => !/^(?:[*<>] ?|[{}] \[)/.test(line)).join("\n"), "latin1");
}

function trimmedEnd(bytes: Buffer): Buffer {
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === 0x0a || bytes[end - 1] === 0x0d)) end--;
  return bytes.subarray(0, end);
}

function fromJson(text: string): PastedRequest {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw usageError(`this begins as JSON, but is none: ${reason}`, EXPECTED);
  }
  const found = requestIn(document);
  if (found !== null) return found;
  const isBody = isObject(document) && "payload" in document;
  throw usageError(
    isBody ? "this is only the body: what is signed are headers too" : "there is no request in this JSON",
    EXPECTED,
  );
}

/** A request in a document of any of the known kinds. Of several, the latest that is a webhook. */
function requestIn(document: unknown): PastedRequest | null {
  if (!isObject(document)) return null;
  const { log, attempts, request, headers } = document;
  if (isObject(log) && Array.isArray(log["entries"])) return latestOf(log["entries"]);
  if (Array.isArray(attempts)) return latestOf(attempts);
  if (isObject(request)) {
    const receivedAt = timeOf(document["startedDateTime"] ?? document["started_at"]);
    const inside = requestIn(request);
    return inside && { ...inside, receivedAt: receivedAt ?? inside.receivedAt };
  }
  if (headers === undefined) return null;
  const receivedAt = timeOf(document["received_at"] ?? document["started_at"]);
  return { headers: headerPairs(headers), bodies: [bodyOf(document)], receivedAt };
}

function latestOf(items: readonly unknown[]): PastedRequest | null {
  const requests = items.map(requestIn).filter((request) => request !== null);
  return (
    requests.findLast(({ headers }) => headers.some(([name]) => /^webhook-/i.test(name))) ?? requests.at(-1) ?? null
  );
}

/** `{name: value}`, `[[name, value]]`, or HAR's `[{name, value}]`. */
function headerPairs(headers: unknown): PastedRequest["headers"] {
  const entries: unknown[] = Array.isArray(headers) ? headers : isObject(headers) ? Object.entries(headers) : [];
  return entries.flatMap((entry): PastedRequest["headers"] => {
    const [name, value]: unknown[] = Array.isArray(entry)
      ? entry
      : isObject(entry)
        ? [entry["name"], entry["value"]]
        : [];
    if (typeof name !== "string") return [];
    return (Array.isArray(value) ? value : [value]).map((each) => [name, String(each)]);
  });
}

/** The bytes where they are told as text or base64. Else what is there, which is for the verifier to complain of. */
function bodyOf({ body, encoding, postData }: Record<string, unknown>): unknown {
  const har = isObject(postData) ? postData : {};
  const content = body ?? har["text"];
  const isBase64 = (encoding ?? har["encoding"]) === "base64";
  return typeof content === "string" && isBase64 ? Buffer.from(content, "base64") : content;
}

function timeOf(value: unknown): number | null {
  const ms = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? null : ms;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
