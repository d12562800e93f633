import { isUtf8 } from "node:buffer";
import type { ListenAnswered, ListenFailed, ListenReady, ListenRequest } from "@posthorn/sdk";
import { type Cell, printableJson, styled } from "./cells.ts";
import { remoteCommand } from "./command.ts";
import type { RemoteContext } from "./context.ts";
import { usageError } from "./failure.ts";
import type { Forwarded } from "./forward.ts";
import { text, texts, toggle } from "./option.ts";
import type { Column } from "./table.ts";

export const listenCommand = remoteCommand({
  name: "listen",
  summary: "Receive a space's webhooks on this machine, behind any firewall, and forward them to a local server.",
  details:
    "The webhooks come over one connection that this command opens, through an endpoint that lives as long as it does. " +
    "What the local server answers is what came of the delivery. After a lost connection it goes on where it was.",
  options: {
    forwardTo: text(
      "<url>",
      "where to forward to: a URL, host:port or a port, with a path; without it they are only shown",
    ),
    events: texts("<types>", "only these: names and families such as lead.*, with commas or given again"),
    printBody: toggle("show what is in each"),
    signingSecret: text("<whsec_…>", "sign with this; without it a new one is made, and shown"),
    skipVerify: toggle("take any certificate of the local server"),
  },
  examples: [
    ["posthorn listen --forward-to http://localhost:3000/hooks", "To the server that you are working on"],
    ["posthorn listen --events 'lead.*' --print-body", "Only look"],
    ["posthorn listen --forward-to 3000 --json | jq .event", "For a program, a line each"],
  ],
  async run(context, { forwardTo, events, printBody, signingSecret, skipVerify }) {
    // HTTP and WebSockets take a while to load, which no other command has to wait for.
    const { forward, parseTarget } = await import("./forward.ts");
    const { listen } = await import("./listen-connection.ts");
    const url = forwardTo === undefined ? null : (parseTarget(forwardTo) ?? refuseTarget(forwardTo));
    const show = createShow(context, printBody);
    const { clock, interrupted: signal } = context;
    const names = events.flatMap((each) => each.split(",")).map((name) => name.trim());
    const query = {
      ...(names.length === 0 ? {} : { events: names.join(",") }),
      ...(url === null ? {} : { forward_to: url.href }),
    };
    const options = {
      url: context.url,
      key: context.key,
      idSpace: await context.idSpace(),
      query,
      signingSecret,
      clock,
      signal,
    };
    await listen(options, {
      ready: (ready, isBack) => (isBack ? show.back(ready) : show.ready(ready, url)),
      async request(request, cancelled) {
        const receivedAt = clock.now();
        const began = clock.elapsed();
        const forwarded = url === null ? TAKEN : await forward(request, { url, skipVerify, signal: cancelled });
        await show.request({ receivedAt, durationMs: clock.elapsed() - began, request, forwarded });
        return toAnswer(request, forwarded);
      },
      paused: (reason) => show.paused(reason),
      lost: (words) => show.lost(words),
    });
  },
});

/** What a listener that only looks answers. */
const TAKEN: Forwarded = { kind: "answered", status: 200, headers: {}, body: Buffer.alloc(0) };

function refuseTarget(given: string): never {
  throw usageError(`--forward-to is ${JSON.stringify(given)}: expected a URL such as http://localhost:3000/hooks`);
}

function toAnswer({ id }: ListenRequest, forwarded: Forwarded): ListenAnswered | ListenFailed {
  if (forwarded.kind === "failed") return { type: "failed", id, detail: forwarded.detail };
  const { status, headers, body } = forwarded;
  return { type: "answered", id, status, headers, body: body.toString("base64") };
}

/** A webhook that has come, and what was answered. */
interface Seen {
  receivedAt: number;
  durationMs: number;
  request: ListenRequest;
  forwarded: Forwarded;
}

/** As programs get it, a line each. */
function toDocument({ receivedAt, durationMs, request, forwarded }: Seen) {
  const { headers } = request;
  const isAnswered = forwarded.kind === "answered";
  return {
    type: "request",
    received_at: new Date(receivedAt).toISOString(),
    event: headers["posthorn-event"] ?? null,
    id: headers["webhook-id"] ?? null,
    id_delivery: headers["posthorn-delivery"] ?? null,
    status: isAnswered ? forwarded.status : null,
    duration_ms: Math.round(durationMs),
    error: isAnswered ? null : forwarded.detail,
    headers,
    ...readable(Buffer.from(request.body, "base64")),
    response: isAnswered ? { headers: forwarded.headers, ...readable(forwarded.body) } : null,
  };
}

type Document = ReturnType<typeof toDocument>;

const COLUMNS: readonly Column<Document>[] = [
  { title: "TIME", cell: (row) => styled("dim", timeOfDay(row.received_at)) },
  { title: "EVENT", cell: ({ event }) => event, widthMin: 24 },
  { title: "ANSWER", cell: answerCell, widthMin: 6 },
  { title: "TOOK", cell: (row) => `${row.duration_ms} ms`, widthMin: 8 },
  { title: "ID", cell: ({ id }) => id, widthMin: 24 },
  { title: "", cell: ({ error }) => (error === null ? "" : styled("red", error)), isFlexible: true },
];

function answerCell({ status }: Document): Cell {
  if (status === null) return styled("red", "→ none");
  return styled(status < 300 ? "green" : status < 400 ? "yellow" : "red", `→ ${status}`);
}

/** What people and programs see of it. */
function createShow({ output, idSpace }: RemoteContext, hasBody: boolean) {
  const write = output.stream(COLUMNS);
  const isJson = output.format === "json";
  return {
    async ready(ready: ListenReady, url: URL | null) {
      // Programs need the secret too, before the first request.
      if (isJson) return output.raw(printableJson(ready, 0));
      await output.line(
        "Listening for ",
        styled("cyan", ready.events.join(", ")),
        " in ",
        await idSpace(),
        ". Ctrl-C ends it.",
      );
      await output.line("Signing secret  ", styled("green", ready.signing_secret));
      await output.line("Forwarding to   ", url === null ? "nowhere: each is answered with 200" : url.href);
    },
    async back(ready: ListenReady) {
      if (isJson) await output.raw(printableJson(ready, 0));
      else await output.line(styled("dim", "Connected again."));
    },
    async request(seen: Seen) {
      const document = toDocument(seen);
      // People have read above where it goes: what is left of the line is for the reason.
      const { forwarded } = seen;
      await write(isJson || forwarded.kind === "answered" ? document : { ...document, error: forwarded.reason });
      if (hasBody) await output.block(prettied(document.body));
    },
    paused: (reason: string) =>
      output.warn(`The endpoint was paused (${reason}): posthorn endpoints resume lets it go on.`),
    lost: (words: string) => output.warn(`The connection was lost: ${words}. Trying again.`),
  };
}

/** Bytes as text where they are UTF-8, else in base64. */
function readable(bytes: Buffer): { body: string; encoding: "utf8" | "base64" } {
  if (isUtf8(bytes)) return { body: bytes.toString("utf8"), encoding: "utf8" };
  return { body: bytes.toString("base64"), encoding: "base64" };
}

function prettied(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

/** Of this machine's day: who looks on knows which one it is. */
function timeOfDay(time: string): string {
  const date = new Date(time);
  const parts = [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, "0"));
  return parts.join(":");
}
