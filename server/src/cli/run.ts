import { styleText } from "node:util";
import type { Command, CommandGroup } from "./command.ts";
import { EXIT, toFailure, usageError } from "./failure.ts";
import { flagOf, type Option } from "./option.ts";
import { createOutput, isColoured } from "./output.ts";
import { type Given, parseLine } from "./program.ts";
import type { Surroundings } from "./surroundings.ts";

/** Wider help is harder to read. */
const HELP_COLUMNS_MAX = 100;

/** Runs one command line, tells what went wrong in words, and resolves with the exit code. */
export async function run(
  entries: readonly (Command | CommandGroup)[],
  words: readonly string[],
  surroundings: Surroundings,
): Promise<number> {
  const { stderr, env, interrupted } = surroundings;
  try {
    return await runLine(entries, words, surroundings);
  } catch (error) {
    // Whatever fails after Ctrl-C fails because of it.
    if (interrupted.aborted) return EXIT.interrupted;
    const { lines, exitCode } = toFailure(error);
    const [first = "", ...rest] = lines;
    const isRed = isColoured(stderr, env, words.includes("--no-color"));
    const head = isRed ? styleText("red", first, { validateStream: false }) : first;
    await stderr.write(`${[head, ...rest].join("\n")}\n`);
    return exitCode;
  }
}

async function runLine(
  entries: readonly (Command | CommandGroup)[],
  words: readonly string[],
  surroundings: Surroundings,
): Promise<number> {
  const { stdin, stdout, env, clock, interrupted } = surroundings;
  const hasColour = isColoured(stdout, env, words.includes("--no-color"));
  const parsed = await parseLine(entries, words, {
    isColoured: hasColour,
    columns: stdout.isTerminal ? Math.min(stdout.columns, HELP_COLUMNS_MAX) : HELP_COLUMNS_MAX,
    title: (text) => (hasColour ? styleText("bold", text, { validateStream: false }) : text),
  });
  if (parsed.kind === "wrong") throw usageError(parsed.message, parsed.hint);
  if (parsed.kind === "shown") {
    await stdout.write(parsed.text);
    return EXIT.done;
  }
  const { command, given } = parsed;
  const output = createOutput(surroundings, {
    isJson: given["json"] !== undefined,
    hasFullTimes: given["fullTimes"] !== undefined,
    hasNoColor: given["noColor"] !== undefined,
  });
  const context = { output, input: stdin, clock, interrupted, surroundings };
  const code = await command.run(context, readValues(command, given, clock.now()));
  return interrupted.aborted ? EXIT.interrupted : (code ?? EXIT.done);
}

function readValues({ args, options, commonOptions }: Command, given: Given, now: number): Record<string, unknown> {
  const read = (name: string, option: Option<unknown>, shown: string) => option.read(given[name] ?? [], shown, now);
  return Object.fromEntries([
    ...Object.entries(args).map(([name, each]) => [name, read(name, each, name)]),
    ...Object.entries({ ...options, ...commonOptions }).map(([name, each]) => [name, read(name, each, flagOf(name))]),
  ]);
}
