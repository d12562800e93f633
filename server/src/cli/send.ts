import { type AcceptedEvent, type EventContent, type EventName, PosthornError } from "@posthorn/sdk";
import { type Cell, styled } from "./cells.ts";
import { remoteCommand } from "./command.ts";
import type { RemoteContext } from "./context.ts";
import { failedError, usageError } from "./failure.ts";
import { JSON_HELP, readJson } from "./given-json.ts";
import { eventName, optional, text, type ValuesOf } from "./option.ts";

const EVENT_OPTIONS = {
  id: text("<id>", "the app's own id: sending it again is harmless"),
  occurredAt: text("<time>", "when it happened; default: now"),
  actor: text("<json>", `who caused it, such as {"type":"user","id":"u-1"}: ${JSON_HELP}`),
  changes: text("<json>", `what has changed, such as {"fields":["name"]}: ${JSON_HELP}`),
  correlationId: text("<id>", "joins the events that one action has caused"),
};

const DATA_HELP = `the payload: ${JSON_HELP}`;

export const sendCommand = remoteCommand({
  name: "send",
  summary: "Send an event.",
  details: "It is kept once this ends with 0, and sent to every endpoint of its space that subscribes to its type.",
  args: { event: eventName(), payload: optional("json", DATA_HELP) },
  options: { data: text("<json>", "the payload, given by name"), ...EVENT_OPTIONS },
  examples: [
    ["posthorn send lead.create --data @lead.json", "With a payload from a file"],
    [`posthorn send lead.create --data '{"id":"lead-1","first_name":"Ann"}'`, "With one given here"],
    [`posthorn send lead.update --data @lead.json --changes '{"fields":["city"]}'`, "And what has changed"],
    ["jq .lead export.json | posthorn send lead.create --data -", "With one from a pipe"],
  ],
  async run(context, { event, payload: inPlace, data, ...beside }) {
    if (inPlace !== undefined && data !== undefined) {
      throw usageError("there are two payloads", "Give it behind the event or by --data, not both.");
    }
    // Through a pipe it can only be what is piped.
    const source = inPlace ?? data ?? (context.input.isTerminal ? undefined : "-");
    if (source === undefined)
      throw usageError("which payload?", `Give --data: ${DATA_HELP}. posthorn trigger sends the sample.`);
    const piped = [source, beside.actor, beside.changes].filter((each) => each === "-");
    if (piped.length > 1) throw usageError("only one of --data, --actor and --changes can come from stdin");
    const payload = await readJson(context, source, { noun: "the payload", flag: "--data" });
    await send(context, event, payload, beside);
  },
});

export const triggerCommand = remoteCommand({
  name: "trigger",
  summary: "Send the sample of an event type, as a real event.",
  details: "To try one endpoint alone, without an event: posthorn endpoints test.",
  args: { event: eventName() },
  options: EVENT_OPTIONS,
  examples: [["posthorn trigger lead.create", "What receivers get when a lead is added"]],
  async run(context, { event, ...beside }) {
    await send(context, event, await sampleOf(context, event), beside);
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

/** What stands beside a payload. */
type Beside = ValuesOf<typeof EVENT_OPTIONS>;

async function send(context: RemoteContext, event: string, payload: unknown, beside: Beside): Promise<void> {
  const { client, output, idSpace } = context;
  const { id, occurredAt, actor, changes, correlationId } = beside;
  const json = (source: string, name: string) => readJson(context, source, { noun: `the ${name}`, flag: `--${name}` });
  const content = {
    id_space: await idSpace(),
    payload,
    ...(id === undefined ? {} : { id }),
    ...(occurredAt === undefined ? {} : { occurred_at: occurredAt }),
    ...(actor === undefined ? {} : { actor: await json(actor, "actor") }),
    ...(changes === undefined ? {} : { changes: await json(changes, "changes") }),
    ...(correlationId === undefined ? {} : { correlation_id: correlationId }),
  };
  // The server knows the app's own types, and says what is wrong with any of it.
  const accepted = await client.send(event as EventName, content as EventContent);
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
