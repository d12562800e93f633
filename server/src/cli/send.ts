import { readFileSync } from "node:fs";
import { type AcceptedEvent, type EventContent, type EventName, PosthornError } from "@posthorn/sdk";
import { type Cell, styled } from "./cells.ts";
import { remoteCommand } from "./command.ts";
import type { Context, RemoteContext } from "./context.ts";
import { failedError, usageError } from "./failure.ts";
import { eventName, text } from "./option.ts";

const EVENT_OPTIONS = {
  id: text("<id>", "the app's own id: sending it again is harmless"),
  occurredAt: text("<time>", "when it happened; default: now"),
};

/** How a payload is given: in place, from a file, or through a pipe. */
const DATA_HELP = "the payload: JSON, @file, or - for stdin";

export const sendCommand = remoteCommand({
  name: "send",
  summary: "Send an event.",
  details: "It is kept once this ends with 0, and sent to every endpoint of its space that subscribes to its type.",
  args: { event: eventName() },
  options: { data: text("<json>", DATA_HELP), ...EVENT_OPTIONS },
  examples: [
    ["posthorn send lead.create --data @lead.json", "With a payload from a file"],
    [`posthorn send lead.create --data '{"id":"lead-1","first_name":"Ann"}'`, "With one given here"],
    ["jq .lead export.json | posthorn send lead.create --data -", "With one from a pipe"],
  ],
  async run(context, { event, data, id, occurredAt }) {
    // Through a pipe it can only be what is piped.
    const source = data ?? (context.input.isTerminal ? undefined : "-");
    if (source === undefined)
      throw usageError("which payload?", `Give --data: ${DATA_HELP}. posthorn trigger sends the sample.`);
    await send(context, event, { payload: parsePayload(await readData(context, source)), id, occurredAt });
  },
});

export const triggerCommand = remoteCommand({
  name: "trigger",
  summary: "Send the sample of an event type, as a real event.",
  details: "To try one endpoint alone, without an event: posthorn endpoints test.",
  args: { event: eventName() },
  options: EVENT_OPTIONS,
  examples: [["posthorn trigger lead.create", "What receivers get when a lead is added"]],
  async run(context, { event, ...options }) {
    await send(context, event, { payload: await sampleOf(context, event), ...options });
  },
});

async function sampleOf({ client }: RemoteContext, event: string): Promise<unknown> {
  try {
    return (await client.eventTypes.get(event)).sample;
  } catch (error) {
    if (!(error instanceof PosthornError && error.code === "not_found")) throw error;
    throw failedError(`there is no event type ${JSON.stringify(event)}`, "posthorn types lists them all.");
  }
}

/** Node has it; the types of its language version do not yet. */
const RAW_JSON = JSON as unknown as { rawJSON(text: string): unknown };

interface Content {
  payload: unknown;
  id: string | undefined;
  occurredAt: string | undefined;
}

async function send({ client, output, idSpace }: RemoteContext, event: string, content: Content): Promise<void> {
  const { payload, id, occurredAt } = content;
  const accepted = await client.send(event as EventName, {
    id_space: idSpace(),
    // The server knows the app's own types, and says what is wrong with a payload.
    payload: payload as EventContent["payload"],
    ...(id === undefined ? {} : { id }),
    ...(occurredAt === undefined ? {} : { occurred_at: occurredAt }),
  });
  await output.done(accepted, sentence(accepted));
  for (const { path, message } of output.format === "json" ? [] : (accepted.warnings ?? [])) {
    await output.warn(`warning: ${path}: ${message}`);
  }
}

function sentence({ id, event, deliveries, is_duplicate: isDuplicate }: AcceptedEvent): Cell[] {
  const count = deliveries === 1 ? "1 endpoint" : `${deliveries} endpoints`;
  const first = isDuplicate ? styled("yellow", "Sent before") : styled("green", "Accepted");
  return [first, " ", id, ` (${event}) for ${count}`];
}

/** The bytes that were given for a payload. */
async function readData({ input }: Pick<Context, "input">, source: string): Promise<string> {
  if (source === "-") return utf8(await input.bytes(), "stdin");
  if (!source.startsWith("@")) return source;
  const path = source.slice(1);
  try {
    return utf8(readFileSync(path), path);
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    throw usageError(`${path} cannot be read (${error.code})`);
  }
}

function utf8(bytes: Uint8Array, source: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    // Which byte it is helps nobody.
    throw usageError(`${source} is no text in UTF-8`);
  }
}

/** The payload, with its numbers spelt as they were: `12345678901234567890` would come out as another one. */
function parsePayload(json: string): unknown {
  try {
    return JSON.parse(json, (_key, value: unknown, { source }: { source?: string } = {}) =>
      typeof value === "number" && source !== undefined ? RAW_JSON.rawJSON(source) : value,
    );
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw usageError(`the payload is no JSON: ${reason}`, `--data takes ${DATA_HELP}.`);
  }
}
