import type { EndpointPatch } from "@posthorn/sdk";
import { styled } from "./cells.ts";
import { remoteCommand } from "./command.ts";
import { confirm } from "./confirm.ts";
import { endpointFields } from "./endpoint-fields.ts";
import { usageError } from "./failure.ts";
import { choice, needed, text, texts, toggle, type ValuesOf, wholeNumber } from "./option.ts";

const SETTING_OPTIONS = {
  events: texts("<types>", "what it gets: lead.create, 'lead.*' or '*'; more than once, or with commas"),
  description: text("<text>", "for people"),
  header: texts("<name: value>", "sent with every request; more than once for more"),
  pauseAfter: wholeNumber(1, 1000, "failed deliveries in a row that pause it"),
  envelope: choice(["seed", "extended"], "what the body says: extended also has id, occurred_at, changes and actor"),
  secretInBody: choice(["yes", "no"], "whether the body's secret holds the secret, or nothing"),
};

const ID = { id: needed("endpoint", "id of the endpoint, ep_…") };

export const createEndpoint = remoteCommand({
  name: "create",
  summary: "Make an endpoint. Shows its secrets.",
  args: { target: needed("url", "where events are posted to") },
  options: SETTING_OPTIONS,
  examples: [
    ["posthorn endpoints create https://example.com/hooks", "One that gets every event"],
    [
      "posthorn endpoints create https://example.com/hooks --events 'lead.*,tag.create' --header 'x-team: a'",
      "One that gets some",
    ],
  ],
  async run({ client, output, idSpace }, { target, ...settings }) {
    const made = await client.endpoints.create({ id_space: await idSpace(), url: target, ...settingsOf(settings) });
    await output.item(made, [
      ...endpointFields(made),
      ["signing secret", styled("green", made.signing_secret)],
      ["secret", made.secret],
    ]);
    await output.hint("Receivers verify with the signing secret. posthorn endpoints secrets shows both again.");
  },
});

export const updateEndpoint = remoteCommand({
  name: "update",
  summary: "Change an endpoint. What is not given stays as it is.",
  args: ID,
  options: {
    target: text("<url>", "where events are posted to"),
    ...SETTING_OPTIONS,
    noHeaders: toggle("send no headers of its own any more"),
  },
  examples: [
    ["posthorn endpoints update ep_0Vbr95Er0017oyCeVh9Z --events 'lead.*'", "Other events from now on"],
    ["posthorn endpoints update ep_0Vbr95Er0017oyCeVh9Z --target https://example.com/new", "Another URL"],
  ],
  async run({ client, output, idSpace }, { id, target, noHeaders, ...settings }) {
    const patch: EndpointPatch = {
      ...(target === undefined ? {} : { url: target }),
      ...settingsOf(settings),
      ...(noHeaders ? { headers: {} } : {}),
    };
    if (Object.keys(patch).length === 0)
      throw usageError("there is nothing to change", "posthorn endpoints update --help");
    const endpoint = await client.endpoints.update({ id_space: await idSpace(), id }, patch);
    await output.item(endpoint, endpointFields(endpoint));
  },
});

export const deleteEndpoint = remoteCommand({
  name: "delete",
  summary: "Delete an endpoint. What it was still owed is discarded.",
  args: ID,
  options: { yes: toggle("do not ask") },
  examples: [["posthorn endpoints delete ep_0Vbr95Er0017oyCeVh9Z", "Nothing is sent there any more"]],
  async run(context, { id, yes }) {
    const { client, output, idSpace } = context;
    const endpoint = { id_space: await idSpace(), id };
    if (!yes) await confirm(context, `Delete ${id}? What it is still owed is discarded.`);
    await client.endpoints.delete(endpoint);
    await output.done({ id, is_deleted: true }, ["Deleted ", id]);
  },
});

function settingsOf({ events, header, pauseAfter, ...rest }: ValuesOf<typeof SETTING_OPTIONS>): EndpointPatch {
  return {
    ...(events.length === 0 ? {} : { events: events.flatMap((each) => each.split(",")).map((each) => each.trim()) }),
    ...(rest.description === undefined ? {} : { description: rest.description }),
    ...(header.length === 0 ? {} : { headers: Object.fromEntries(header.map(parseHeader)) }),
    ...(pauseAfter === undefined ? {} : { pause_after: pauseAfter }),
    ...(rest.envelope === undefined ? {} : { envelope: rest.envelope }),
    ...(rest.secretInBody === undefined ? {} : { is_secret_in_body: rest.secretInBody === "yes" }),
  };
}

function parseHeader(header: string): [name: string, value: string] {
  const at = header.indexOf(":");
  if (at <= 0) throw usageError(`--header is ${JSON.stringify(header)}: expected a name, a colon and a value`);
  return [header.slice(0, at).trim(), header.slice(at + 1).trim()];
}
