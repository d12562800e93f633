import { type Command, type CommandGroup, isGroup } from "../server/src/cli/command.ts";
import { EXIT_WORDS } from "../server/src/cli/failure.ts";
import { flagOf, type Option } from "../server/src/cli/option.ts";
import { cell, table } from "./markdown.ts";

const HEAD = `<!-- Made from the commands by \`npm run generate\`. Changes go into server/src/cli. -->

# The command line

\`posthorn\` runs a node and does everything that a node's API can do. In a checkout: \`npm run posthorn -- <command>\`.
`;

const CONNECTION = `## Which server, as whom

| option | variable | key in the file | |
| --- | --- | --- | --- |
| \`--url\` | \`POSTHORN_URL\` | \`url\` | where Posthorn answers, default \`http://127.0.0.1:4747\` |
| \`--key\` | \`POSTHORN_KEY\` | \`key\` | an operator's key, or that of one space |
| \`--space\` | \`POSTHORN_SPACE\` | \`space\` | the space that it is about |

An option wins over a variable, a variable over the file. The file is \`$XDG_CONFIG_HOME/posthorn/config.json\`, else
\`~/.config/posthorn/config.json\`; \`posthorn login\` writes it, and it is refused where others could read the key in it. A key
given as an option shows in the process list: better is a variable, or the file. \`posthorn config\` shows what is in force.
\`posthorn verify\` also takes the signing secret from \`POSTHORN_SIGNING_SECRET\`.

## What comes out

- **In a terminal**: tables that fit its width, with colours and times as people tell them. Where columns do not fit, each
  thing has lines of its own; ids are never cut. \`--full-times\` shows times as they are. \`NO_COLOR\`, \`--no-color\` and
  \`TERM=dumb\` switch colours off, \`FORCE_COLOR=1\` on. A terminal is also asked before something is deleted or replayed;
  \`--yes\` does not ask.
- **Through a pipe**: a line a thing, its values with tabs between them, times whole, and nothing where there is no value.
- **With \`--json\`**: one document, with the names that the API has. A list is an array, what streams has a document a line.

Text that comes from elsewhere is never printed raw: control characters are spelt out, as in \`\\u{1b}\`. Words for a person go
to stderr: one line and a hint where something fails. With \`NODE_DEBUG=posthorn\` a bug also tells where it is.
`;

/** They have a page of their own. */
const SETTINGS = "Its options are the [settings](config.md).\n";

/** The page on every command. */
export function cliPage(entries: readonly (Command | CommandGroup)[]): string {
  const codes = EXIT_WORDS.map(([code, words]) => [String(code), words]);
  return [
    HEAD,
    CONNECTION,
    "## Exit codes\n",
    table(["code", "meaning"], codes),
    "## Commands\n",
    ...entries.map((entry) => (isGroup(entry) ? groupSection(entry) : commandSection(entry, entry.name, "###"))),
  ].join("\n");
}

function groupSection({ name, summary, base, commands }: CommandGroup): string {
  const words = `${summary} \`posthorn ${name}\` alone is \`posthorn ${name} ${base.name}\`.`;
  const sections = commands.map((command) => commandSection(command, `${name} ${command.name}`, "####"));
  return [`### ${name}`, "", words, "", ...sections].join("\n");
}

function commandSection(command: Command, path: string, level: string): string {
  const { summary, details, args, options, examples } = command;
  const usage = ["posthorn", path, ...Object.values(args).map(({ placeholder }) => placeholder)].join(" ");
  const rows = [
    ...Object.values(args).map((each) => row(each.placeholder ?? "", each)),
    ...Object.entries(options).map(([name, each]) => row([flagOf(name), each.placeholder].join(" ").trim(), each)),
  ];
  return [
    `${level} ${path}`,
    "",
    summary,
    ...(details === undefined ? [] : ["", details]),
    "",
    ["```sh", usage, ...examples.flatMap(([line, words]) => ["", `# ${words}`, line]), "```", ""].join("\n"),
    ...(path === "serve" ? [SETTINGS] : rows.length > 0 ? [table(["argument or option", "meaning"], rows)] : []),
  ].join("\n");
}

function row(name: string, { help, choices }: Option<unknown>): string[] {
  const listed = typeof choices === "string" || choices.length === 0 ? "" : `: ${choices.join(", ")}`;
  return [`\`${name}\``, cell(help + listed)];
}
