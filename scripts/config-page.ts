import { flagOf, SETTING_GROUPS, SETTINGS, type SettingName, variableOf } from "../server/src/settings.ts";
import { cell, table } from "./markdown.ts";

const HEAD = `<!-- Made from the table of settings by \`npm run generate\`. Changes go into server/src/settings.ts. -->

# Settings

Each can be given as a variable or as a flag of \`posthorn serve\`; a flag wins over its variable. What is no setting, or
not as expected, ends the start with a line that says so: nothing is ever ignored or guessed.

\`cost\` is what a larger value costs, or what
another one changes, where that matters.
`;

/** The page on settings, for those who run a node. */
export function configPage(): string {
  const groups = Object.entries(SETTING_GROUPS).map(
    ([group, names]) =>
      `## ${group}\n\n${table(["variable and flag", "expected", "default", "what it is", "cost"], names.map(rowOf))}`,
  );
  return [HEAD, ...groups].join("\n");
}

function rowOf(name: SettingName): string[] {
  const { help, expected, defaultWords, cost } = SETTINGS[name];
  const names = `\`${variableOf(name)}\` \`${flagOf(name)}\``;
  const inKib = name.includes("Bytes") ? ` (${Number(defaultWords) / 1024} KiB)` : "";
  return [names, expected, defaultWords + inKib, help, cost ?? ""].map(cell);
}
