import { connect } from "./connect.ts";
import type { Context, RemoteContext } from "./context.ts";
import { type Option, text, toggle, type ValuesOf } from "./option.ts";

// biome-ignore lint/suspicious/noExplicitAny: a table holds options of every kind; each command knows its own.
type Options = Readonly<Record<string, Option<any>>>;

/** A line to paste and what it does. */
export type Example = readonly [line: string, words: string];

/** Comes to the exit code, where it is not 0. */
export type Ending = Promise<number | undefined> | Promise<void>;

/** Everything there is to say about a command: its help, its completion and its page in the docs are made of this. */
export interface Command {
  readonly name: string;
  /** What it does, in one line. */
  readonly summary: string;
  /** What else there is to know. */
  readonly details?: string;
  /** In their order. All but the last must be needed ones. */
  readonly args: Options;
  readonly options: Options;
  /** Those that it has in common with others, told apart from its own. */
  readonly commonOptions: Options;
  readonly examples: readonly Example[];
  run(context: Context, values: Record<string, unknown>): Ending;
}

/** Commands about one kind of thing. */
export interface CommandGroup {
  readonly name: string;
  readonly summary: string;
  /** The one that the group's name alone stands for: one of `commands`. */
  readonly base: Command;
  readonly commands: readonly Command[];
}

type Declared<Args, Own> = Pick<Command, "name" | "summary" | "details" | "examples"> & { args?: Args; options?: Own };
type Values<Args, Own> = ValuesOf<Args> & ValuesOf<Own>;

const OUTPUT_OPTIONS = {
  json: toggle("print JSON, for programs"),
  fullTimes: toggle("times as they are, not how long ago"),
  noColor: toggle("no colours; so does NO_COLOR"),
};

/** Which server, as whom, about what. */
export const CONNECTION_OPTIONS = {
  url: text("<url>", "where Posthorn answers (POSTHORN_URL)"),
  key: text("<key>", "key of the API; better in POSTHORN_KEY, as options show in the process list"),
  space: text("<uuid>", "the space it is about (POSTHORN_SPACE); a key of one space needs none"),
};

const REMOTE_OPTIONS = { ...CONNECTION_OPTIONS, ...OUTPUT_OPTIONS };

/** A command that needs no server. */
export function localCommand<Args extends Options, Own extends Options>(
  declared: Declared<Args, Own> & {
    run(context: Context, values: Values<Args, Own>): Ending;
  },
): Command {
  return complete(declared, OUTPUT_OPTIONS, declared.run);
}

/** A command that goes to a server through the SDK. */
export function remoteCommand<Args extends Options, Own extends Options>(
  declared: Declared<Args, Own> & {
    run(context: RemoteContext, values: Values<Args, Own>): Ending;
  },
): Command {
  return complete(declared, REMOTE_OPTIONS, (context, values: Values<Args, Own>) => {
    return declared.run(connect(context, values as ValuesOf<Partial<typeof REMOTE_OPTIONS>>), values);
  });
}

/** A command that keeps its output to itself, such as a node that runs. */
export function plainCommand(declared: Omit<Command, "args" | "commonOptions">): Command {
  return { args: {}, commonOptions: {}, ...declared };
}

export function isGroup(entry: Command | CommandGroup): entry is CommandGroup {
  return "base" in entry;
}

function complete<Args extends Options, Own extends Options>(
  { args, options, ...words }: Declared<Args, Own>,
  commonOptions: Options,
  run: (context: Context, values: Values<Args, Own>) => Ending,
): Command {
  return {
    ...words,
    args: args ?? {},
    options: options ?? {},
    commonOptions,
    // The values are read by the very options that this type is made of.
    run: (context, values) => run(context, values as Values<Args, Own>),
  };
}
