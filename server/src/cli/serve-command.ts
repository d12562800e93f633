import { SETTING_GROUPS, SETTINGS, type SettingName, variableOf } from "../settings.ts";
import { plainCommand } from "./command.ts";
import type { Option } from "./option.ts";

/** Runs a node. Every setting is an option, and wins over its variable. */
export const serveCommand = plainCommand({
  name: "serve",
  summary: "Run a node. A flag wins over its variable.",
  options: Object.fromEntries(
    Object.entries(SETTING_GROUPS).flatMap(([group, names]) => names.map((name) => [name, settingOption(name, group)])),
  ),
  examples: [
    ["posthorn serve", "Run a node on posthorn.db in this folder"],
    ["posthorn serve --database-url file:/var/lib/posthorn/posthorn.db --port 8080", "Elsewhere, on another port"],
  ],
  async run(_context, values) {
    // The rest of a node takes a while to load, which no other command has to wait for.
    const { serve } = await import("./serve.ts");
    const flags = Object.entries(values).filter((entry): entry is [string, string] => typeof entry[1] === "string");
    return serve(Object.fromEntries(flags));
  },
});

/** `--allow-http` alone means true; everything else must be given a value. */
function settingOption(name: SettingName, group: string): Option<string | undefined> {
  const { help, expected, defaultWords, default: fallback } = SETTINGS[name];
  const isSwitch = typeof fallback === "boolean";
  return {
    placeholder: isSwitch ? "[value]" : "<value>",
    help: `${help}\n${variableOf(name)}: ${expected}; default: ${defaultWords}`,
    choices: [],
    group,
    read: (texts) => texts.at(-1),
  };
}
