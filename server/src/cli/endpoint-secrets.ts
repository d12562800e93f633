import type { EndpointSecrets } from "@posthorn/sdk";
import { styled, timeCell } from "./cells.ts";
import { remoteCommand } from "./command.ts";
import { confirm } from "./confirm.ts";
import { needed, toggle } from "./option.ts";
import type { Field } from "./table.ts";

const ID = { id: needed("endpoint", "id of the endpoint, ep_…") };

export const showSecrets = remoteCommand({
  name: "secrets",
  summary: "Show an endpoint's secrets.",
  details:
    "Receivers verify with the signing secret, whsec_…. The other one travels in every body, so it proves little.",
  args: ID,
  examples: [
    ["posthorn endpoints secrets ep_0Vbr95Er0017oyCeVh9Z", "Both, and the one before a rotation"],
    ["posthorn endpoints secrets ep_0Vbr95Er0017oyCeVh9Z --json | jq -r .signing_secret", "The one to verify with"],
  ],
  async run({ client, output, idSpace }, { id }) {
    const secrets = await client.endpoints.secrets({ id_space: idSpace(), id });
    await output.item(secrets, fieldsOf(secrets));
  },
});

export const rotateSecret = remoteCommand({
  name: "rotate",
  summary: "Give an endpoint a new signing secret. The old one signs beside it for 24 hours.",
  args: ID,
  options: { yes: toggle("do not ask") },
  examples: [["posthorn endpoints rotate ep_0Vbr95Er0017oyCeVh9Z", "When the old one may be known to others"]],
  async run(context, { id, yes }) {
    const { client, output, idSpace } = context;
    const endpoint = { id_space: idSpace(), id };
    if (!yes) await confirm(context, `Rotate the signing secret of ${id}? The old one ends in 24 hours.`);
    const secrets = await client.endpoints.rotate(endpoint);
    await output.item(secrets, fieldsOf(secrets));
  },
});

function fieldsOf({ secret, signing_secret: signing, previous_signing_secrets: old }: EndpointSecrets): Field[] {
  return [
    ["signing secret", styled("green", signing)],
    ...old.flatMap(({ signing_secret: previous, expires_at: end }): Field[] => [
      ["previous", previous],
      ["signs until", timeCell(end)],
    ]),
    ["secret", secret],
  ];
}
