import { styled, timeCell } from "./cells.ts";
import { remoteCommand } from "./command.ts";
import { usageError } from "./failure.ts";
import { toggle, wholeNumber } from "./option.ts";

/** As long as a session may last. */
const MINUTES_MAX = 24 * 60;

/** A way into the page for somebody who has no key. */
export const portalCommand = remoteCommand({
  name: "portal",
  summary: "Make a link that opens the page, once: for a customer, or for an operator.",
  options: {
    operator: toggle("a link that signs an operator in, in place of one into a space"),
    readOnly: toggle("whoever comes may look and change nothing"),
    minutes: wholeNumber(1, MINUTES_MAX, "how long the link works, and what it opens; an hour unless said"),
  },
  examples: [
    ["posthorn portal --space eb8edc65-129a-4cb6-abbe-6bf8979c0658", "A link for a customer"],
    ["posthorn portal --operator --json | jq -r .url", "Sign in without typing a key"],
  ],
  async run({ client, output, findSpace }, { operator, readOnly, minutes }) {
    const idSpace = operator ? null : await findSpace();
    if (!operator && idSpace === null) {
      throw usageError("for whom is the link?", "Give --space <uuid> for a customer, or --operator for yourself.");
    }
    const session = { is_read_only: readOnly, ...(minutes === undefined ? {} : { expires_in_s: minutes * 60 }) };
    const made =
      idSpace === null
        ? await client.signIn.create(session)
        : await client.portal.create({ id_space: idSpace, ...session });
    await output.item(made, [
      ["link", styled("green", made.url)],
      ["id", made.id],
      ["for", made.id_space ?? "operator"],
      ["until", timeCell(made.expires_at)],
    ]);
    await output.hint("It works once, and is shown this once.");
  },
});
