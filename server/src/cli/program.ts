import { Command } from "commander";
import { flagOf, SETTING_NAMES, SETTINGS, type SettingName, variableOf } from "../config.ts";
import { readVersion } from "../version.ts";
import { serve } from "./serve.ts";

/** The command line: what there is to say, and which function does it. */
export function createProgram(): Command {
  const program = new Command("posthorn")
    .description("Sends an app's webhooks: durable, real time, one process, one database.")
    .version(readVersion());
  program.addCommand(serveCommand());
  return program;
}

function serveCommand(): Command {
  const command = new Command("serve").description("Run a node. A flag wins over its variable.");
  for (const name of SETTING_NAMES) command.option(optionSyntax(name), describe(name));
  return command.action((options: Record<string, string | true>) => serve(withoutSwitches(options)));
}

/** `--allow-http` alone means true; everything else must be given a value. */
function optionSyntax(name: SettingName): string {
  const isSwitch = typeof SETTINGS[name].default === "boolean";
  return `${flagOf(name)} ${isSwitch ? "[value]" : "<value>"}`;
}

function describe(name: SettingName): string {
  const { help, expected, defaultWords } = SETTINGS[name];
  return `${help}\n${variableOf(name)}: ${expected}; default: ${defaultWords}`;
}

function withoutSwitches(options: Record<string, string | true>): Record<string, string> {
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [name, String(value)]));
}
