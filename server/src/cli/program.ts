import { Argument, Command as Commander, CommanderError, Option as CommanderOption } from "commander";
import { nearest } from "../core/nearest.ts";
import { readVersion } from "../version.ts";
import { type Command, type CommandGroup, isGroup } from "./command.ts";
import { EXIT, EXIT_WORDS, usageError } from "./failure.ts";
import { flagOf, type Option } from "./option.ts";

/** What was typed: a command with the texts of its options and arguments, or something that is only to be shown. */
export type ParsedLine =
  | { kind: "command"; path: string; command: Command; given: Given }
  | { kind: "shown"; text: string }
  | { kind: "wrong"; message: string; hint: string };

/** The texts of every option and argument that was given, by its name. */
export type Given = Readonly<Record<string, readonly string[]>>;

export interface HelpStyle {
  isColoured: boolean;
  columns: number;
  title(text: string): string;
}

/** Reads a command line by the table of commands. */
export async function parseLine(
  entries: readonly (Command | CommandGroup)[],
  words: readonly string[],
  help: HelpStyle,
): Promise<ParsedLine> {
  let shown = "";
  let chosen: ParsedLine | null = null;
  const program = new Commander("posthorn")
    .description("Sends an app's webhooks: durable, real time, one process, one database.")
    .version(readVersion(), "-V, --version", "print the version");
  const choose: Choose = (path, command, given) => {
    chosen = { kind: "command", path, command, given };
  };
  prepare(program, help, (text) => {
    shown += text;
  });
  for (const entry of entries) addEntry(program, entry, choose);
  program.addHelpText("after", `\n${exitCodes(help)}`);
  try {
    await program.parseAsync(asWords(words), { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Whoever asks for help, or for the version, gets it.
    if (error.exitCode === EXIT.done) return { kind: "shown", text: shown };
    const [message = "", ...suggestions] = error.message.replace(/^error: /, "").split("\n");
    const hint =
      suggestions.join(" ").replace(/^\(|\)$/g, "") || `${commandIn(entries, words)} --help tells what there is.`;
    return { kind: "wrong", message, hint };
  }
  return chosen ?? { kind: "shown", text: shown };
}

/** Nothing, and `help` as in many other programs, ask for the help. */
function asWords(words: readonly string[]): string[] {
  const [first, ...rest] = words;
  return first === undefined || first === "help" ? [...rest, "--help"] : [...words];
}

/** The command that was meant, as far as it can be told. */
function commandIn(entries: readonly (Command | CommandGroup)[], [first, second]: readonly string[]): string {
  const entry = entries.find(({ name }) => name === first);
  if (entry === undefined) return "posthorn";
  const below = isGroup(entry) ? entry.commands.find(({ name }) => name === second) : undefined;
  return ["posthorn", entry.name, ...(below === undefined ? [] : [below.name])].join(" ");
}

type Choose = (path: string, command: Command, given: Given) => void;

/** What subcommands take over from their parent when they are added. */
function prepare(program: Commander, { isColoured, columns, title }: HelpStyle, show: (text: string) => void): void {
  program
    .enablePositionalOptions()
    .exitOverride()
    .helpOption("-h, --help", "show this help")
    .helpCommand(false)
    .configureOutput({
      writeOut: show,
      // An error is told by its exception; what else would come here is the help that was asked for by giving nothing.
      writeErr: show,
      outputError: () => undefined,
      getOutHasColors: () => isColoured,
      getErrHasColors: () => isColoured,
      getOutHelpWidth: () => columns,
      getErrHelpWidth: () => columns,
    })
    .configureHelp({
      styleTitle: title,
      // Below that, commander would leave the lines to the terminal, which breaks them anywhere.
      minWidthToWrap: 16,
      subcommandTerm: (command) => [command.name(), ...argumentTerms(command)].join(" "),
    });
}

function argumentTerms({ registeredArguments }: Commander): string[] {
  return registeredArguments.map((each) => (each.required ? `<${each.name()}>` : `[${each.name()}]`));
}

function addEntry(parent: Commander, entry: Command | CommandGroup, choose: Choose): void {
  if (!isGroup(entry)) {
    addCommand(parent, entry, [entry.name], choose);
    return;
  }
  const group = parent.command(entry.name).enablePositionalOptions();
  fill(group, entry.base, [entry.name], choose);
  const words = `${entry.summary} Without a command: ${entry.base.name}.`;
  group
    .summary(entry.summary)
    .description(words)
    .usage(["[command] [options]", ...argumentTerms(group)].join(" "));
  group.hook("preAction", (_group, acting) => {
    const [word] = acting === group ? group.args : [];
    if (word === undefined || Object.keys(entry.base.args).length > 0) return;
    const names = entry.commands.map(({ name }) => name);
    const [best] = nearest(word, names, 1);
    const hint =
      best === undefined ? `There are: ${names.join(", ")}.` : `Did you mean posthorn ${entry.name} ${best}?`;
    throw usageError(`unknown command '${entry.name} ${word}'`, hint);
  });
  for (const command of entry.commands) addCommand(group, command, [entry.name, command.name], choose);
  // Not before: commands take it over as they are added. The hook above says more of such a word.
  if (Object.keys(entry.base.args).length === 0) group.allowExcessArguments();
}

function addCommand(parent: Commander, command: Command, path: readonly string[], choose: Choose): void {
  fill(parent.command(command.name), command, path, choose);
}

function fill(into: Commander, command: Command, path: readonly string[], choose: Choose): void {
  const { summary, details, args, options, commonOptions, examples } = command;
  into.summary(summary).description(details === undefined ? summary : `${summary}\n\n${details}`);
  for (const { placeholder, help } of Object.values(args)) into.addArgument(new Argument(placeholder ?? "", help));
  for (const [name, option] of Object.entries(options)) into.addOption(toCommander(name, option));
  for (const [name, option] of Object.entries(commonOptions)) {
    into.addOption(toCommander(name, option).helpGroup("Common options:"));
  }
  if (examples.length > 0) into.addHelpText("after", `\nExamples:\n${exampleLines(examples)}`);
  into.action(() => {
    const names = Object.keys({ ...options, ...commonOptions });
    refuseOthersOptions(into, names, path);
    choose(path.join(" "), command, { ...givenOptions(into, names), ...givenArguments(into, Object.keys(args)) });
  });
}

function toCommander(name: string, { placeholder, help, choices, group }: Option<unknown>): CommanderOption {
  const listed = Array.isArray(choices) && choices.length > 0 ? `: ${choices.join(", ")}` : "";
  const option = new CommanderOption(
    placeholder === null ? flagOf(name) : `${flagOf(name)} ${placeholder}`,
    help + listed,
  );
  if (group !== undefined) option.helpGroup(`${group}:`);
  // Gathered as they come; the option's own `read` says what they mean.
  return placeholder?.startsWith("<") ? option.argParser((text, before: string[] = []) => [...before, text]) : option;
}

/** What was given before the name of a command must be one of its own: left out in silence it would mislead. */
function refuseOthersOptions(command: Commander, names: readonly string[], path: readonly string[]): void {
  for (let above = command.parent; above !== null; above = above.parent) {
    for (const { long, attributeName } of above.options.map(namesOfOption)) {
      if (above.getOptionValueSource(attributeName) !== "cli" || names.map(flagOf).includes(long)) continue;
      const full = ["posthorn", ...path].join(" ");
      throw usageError(`${long} is no option of ${full}`, `${full} --help tells what there is.`);
    }
  }
}

function namesOfOption(option: CommanderOption): { long: string; attributeName: string } {
  return { long: option.long ?? "", attributeName: option.attributeName() };
}

/** Those given before the name of a command count as well: `posthorn endpoints --space … list`. */
function givenOptions(command: Commander, names: readonly string[]): Given {
  const levels: Record<string, unknown>[] = [];
  for (let each: Commander | null = command; each !== null; each = each.parent) levels.push(each.opts());
  const given: Record<string, readonly string[]> = {};
  for (const name of names) {
    // Commander takes `--no-color` for a colour that is switched off, and for one that is on where it was not given.
    const isNegated = /^no[A-Z]/.test(name);
    const key = isNegated ? name.charAt(2).toLowerCase() + name.slice(3) : name;
    const values = levels.map((level) => level[key]).filter((value) => value !== undefined);
    const [value] = values;
    if (isNegated ? values.includes(false) : value === true) given[name] = ["true"];
    else if (Array.isArray(value)) given[name] = value;
    else if (typeof value === "string") given[name] = [value];
  }
  return given;
}

function givenArguments(command: Commander, names: readonly string[]): Given {
  const values: readonly unknown[] = command.processedArgs;
  return Object.fromEntries(
    names.map((name, at) => {
      const value = values[at];
      return [name, value === undefined ? [] : [String(value)]];
    }),
  );
}

function exampleLines(examples: Command["examples"]): string {
  return examples.map(([line, words]) => `  # ${words}\n  ${line}`).join("\n\n");
}

function exitCodes({ title }: HelpStyle): string {
  return `${title("Exit codes:")}\n${EXIT_WORDS.map(([code, words]) => `  ${String(code).padEnd(3)}  ${words}`).join("\n")}\n`;
}
