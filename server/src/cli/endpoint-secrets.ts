import type { EndpointSecrets } from "@posthorn/sdk";
import { styled, timeCell } from "./cells.ts";
import { remoteCommand } from "./command.ts";
import { confirm } from "./confirm.ts";
import { choice, needed, toggle } from "./option.ts";
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
    const secrets = await client.endpoints.secrets({ id_space: await idSpace(), id });
    await output.item(secrets, fieldsOf(secrets));
  },
});

export const rotateSecret = remoteCommand({
  name: "rotate",
  summary: "Give an endpoint a new signing secret. The old one signs beside it for 24 hours.",
  details: "A new secret for the body takes the place of the old one at once: a body holds only one.",
  args: ID,
  options: { which: choice(["signing", "body"], "which secret, default signing"), yes: toggle("do not ask") },
  examples: [["posthorn endpoints rotate ep_0Vbr95Er0017oyCeVh9Z", "When the old one may be known to others"]],
  async run(context, { id, which = "signing", yes }) {
    const { client, output, idSpace } = context;
    const endpoint = { id_space: await idSpace(), id };
    const end = which === "signing" ? "The old one ends in 24 hours." : "The old one ends now.";
    if (!yes) await confirm(context, `Rotate the ${which} secret of ${id}? ${end}`);
    const secrets = await client.endpoints.rotate(endpoint, { secret: which });
    await output.item(secrets, fieldsOf(secrets));
    const count = secrets.previous_signing_secrets.length;
    if (count > 0) await output.hint(`${count + 1} secrets sign each request, so a receiver may know any one of them.`);
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
