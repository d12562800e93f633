import { type Command, type CommandGroup, isGroup, localCommand } from "./command.ts";
import { COMPLETION_SCRIPTS, type CompletionTable } from "./completion-scripts.ts";
import { usageError } from "./failure.ts";
import { flagOf, needed } from "./option.ts";

const SHELLS = Object.keys(COMPLETION_SCRIPTS).join(", ");

/** A command that knows all others, itself included. */
export function completionCommand(entries: () => readonly (Command | CommandGroup)[]): Command {
  return localCommand({
    name: "completion",
    summary: "Print a script that completes commands, options and event types in a shell.",
    args: { shell: { ...needed("shell", `one of ${SHELLS}`), choices: Object.keys(COMPLETION_SCRIPTS) } },
    examples: [
      ["source <(posthorn completion bash)", "bash, in ~/.bashrc"],
      ["source <(posthorn completion zsh)", "zsh, in ~/.zshrc after compinit"],
      ["posthorn completion fish > ~/.config/fish/completions/posthorn.fish", "fish, once"],
    ],
    async run({ output }, { shell }) {
      const script = COMPLETION_SCRIPTS[shell];
      if (script === undefined)
        throw usageError(`there is no completion for ${JSON.stringify(shell)}`, `There is for ${SHELLS}.`);
      // The catalogue is loaded by nobody else who only prints.
      const { createCatalogue } = await import("../catalogue/catalogue.ts");
      const eventTypes = createCatalogue()
        .list()
        .map(({ name }) => name);
      await output.raw(script(completionTable(entries(), eventTypes)));
    },
  });
}

function completionTable(entries: readonly (Command | CommandGroup)[], eventTypes: readonly string[]): CompletionTable {
  const words = new Map<string, readonly string[]>([["", [...entries.map(({ name }) => name), "--help", "--version"]]]);
  const values = new Map<string, readonly string[]>();
  function add(path: string, command: Command, subcommands: readonly string[]): void {
    const options = Object.entries({ ...command.options, ...command.commonOptions });
    const named = ({ choices }: { choices: readonly string[] | "event types" }) =>
      choices === "event types" ? eventTypes : choices;
    words.set(path, [
      ...subcommands,
      ...Object.values(command.args).flatMap(named),
      ...options.map(([name]) => flagOf(name)),
      "--help",
    ]);
    for (const [name, option] of options) {
      // An empty list: what comes is a value of which nothing is known.
      if (option.placeholder?.startsWith("<")) values.set(`${path} ${flagOf(name)}`, named(option));
    }
  }
  for (const entry of entries) {
    if (!isGroup(entry)) add(entry.name, entry, []);
    else {
      add(
        entry.name,
        entry.base,
        entry.commands.map(({ name }) => name),
      );
      for (const command of entry.commands) add(`${entry.name} ${command.name}`, command, []);
    }
  }
  return { words, values };
}
