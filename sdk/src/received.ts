import { WebhookVerificationError } from "./verification-error.ts";

/** A body as it came. */
export type RawBody = string | Uint8Array | ArrayBuffer;

/** Headers as Fetch, Node or a framework gives them: names in any case, or Node's flat `rawHeaders`. */
export type ReceivedHeaders =
  | { get(name: string): string | null }
  | Iterable<readonly [string, string]>
  | readonly string[]
  | { readonly [name: string]: string | readonly string[] | undefined };

/** A request as it came in: a Fetch `Request`, or its headers and raw body. */
export type ReceivedRequest = Request | { headers: ReceivedHeaders; body: RawBody };

/** What of a request is needed to verify it. */
export interface Received {
  header(name: string): string | null;
  body: Uint8Array<ArrayBuffer>;
}

/** Reads a request. The body is not looked at here, but for whether it is raw. */
export async function readReceived(request: ReceivedRequest, bodyBytesMax: number): Promise<Received> {
  // Types keep the rest out; a handler without types gives anything.
  const given: unknown = request;
  if (!isObject(given) || !isObject(given["headers"])) {
    throw new WebhookVerificationError("request_malformed", "Expected a Request, or an object with headers and body.");
  }
  const header = headerReader(given["headers"]);
  const body = isFetchRequest(given) ? await readStream(given, bodyBytesMax) : bodyBytes(given["body"]);
  if (body.length > bodyBytesMax) throw tooLarge(bodyBytesMax);
  return { header, body };
}

/** A raw body as bytes of our own. Anything else was parsed by somebody, and its bytes are lost. */
export function bodyBytes(body: unknown): Uint8Array<ArrayBuffer> {
  if (typeof body === "string" && body !== "[object Object]") return new TextEncoder().encode(body);
  if (ArrayBuffer.isView(body)) {
    return new Uint8Array(new Uint8Array(body.buffer, body.byteOffset, body.byteLength));
  }
  // Another realm's ArrayBuffer, as test runners have them, is no instance of this one's.
  if (Object.prototype.toString.call(body) === "[object ArrayBuffer]")
    return new Uint8Array((body as ArrayBuffer).slice(0));
  if (body === undefined || body === null) {
    throw new WebhookVerificationError(
      "body_missing",
      "There is no body: read the request's raw bytes and pass them on.",
    );
  }
  const message = "The body was parsed before it was verified: pass the raw bytes, as they came.";
  throw new WebhookVerificationError("body_parsed", message);
}

function headerReader(headers: Record<string, unknown>): (name: string) => string | null {
  const { get } = headers;
  // A Map has `get` too, and knows nothing of case.
  if (typeof get === "function" && !(headers instanceof Map)) {
    return (name) => one(name, [get.call(headers, name)]);
  }
  const pairs = pairsOf(headers);
  return (name) =>
    one(
      name,
      pairs.filter(([key]) => String(key).toLowerCase() === name).flatMap(([, value]) => value),
    );
}

function pairsOf(headers: Record<string, unknown>): (readonly unknown[])[] {
  if (!(Symbol.iterator in headers)) return Object.entries(headers);
  const list: unknown[] = Array.from(headers as unknown as Iterable<unknown>);
  if (!list.every((item) => typeof item === "string")) return list.filter((item) => Array.isArray(item));
  return list.flatMap((item, at) => (at % 2 === 0 ? [[item, list[at + 1]]] : []));
}

/** A header that comes twice with two values says nothing that can be relied on. */
function one(name: string, values: readonly unknown[]): string | null {
  const texts = new Set(values.filter((value) => typeof value === "string"));
  if (texts.size > 1)
    throw new WebhookVerificationError("header_malformed", `The header ${name} is there more than once.`);
  const [text] = texts;
  return text ?? null;
}

async function readStream(request: Request, bodyBytesMax: number): Promise<Uint8Array<ArrayBuffer>> {
  if (request.bodyUsed) {
    const message =
      "The request's body was read before: verify it first, or pass { headers, body } with its raw bytes.";
    throw new WebhookVerificationError("body_used", message);
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    // Some runtimes have no streams; there a body is null only where it is empty.
    if (request.body === undefined) return new Uint8Array(await request.arrayBuffer());
    const reader = request.body?.getReader();
    for (let next = await reader?.read(); next?.value !== undefined; next = await reader?.read()) {
      chunks.push(next.value);
      bytes += next.value.length;
      if (bytes > bodyBytesMax) {
        // Nobody waits for the rest; that it cannot be stopped changes nothing.
        reader?.cancel().catch(() => undefined);
        throw tooLarge(bodyBytesMax);
      }
    }
  } catch (cause) {
    if (cause instanceof WebhookVerificationError) throw cause;
    throw new WebhookVerificationError("body_unreadable", "The body could not be read to its end.", { cause });
  }
  const body = new Uint8Array(bytes);
  let at = 0;
  for (const chunk of chunks) {
    body.set(chunk, at);
    at += chunk.length;
  }
  return body;
}

function tooLarge(bodyBytesMax: number): WebhookVerificationError {
  const message = `The body has more than ${bodyBytesMax} bytes: raise bodyBytesMax if such events are expected.`;
  return new WebhookVerificationError("body_too_large", message);
}

function isFetchRequest(request: object): request is Request {
  return "arrayBuffer" in request && typeof request.arrayBuffer === "function" && "bodyUsed" in request;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
