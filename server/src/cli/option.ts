import { usageError } from "./failure.ts";
import { MOMENT_EXPECTED, parseMoment } from "./times.ts";

/** An option or an argument of a command, as its help tells it and as it is read. */
export interface Option<Value> {
  /** What stands for the value in the help. Null: there is none, the name alone says it. */
  readonly placeholder: string | null;
  readonly help: string;
  /** What it may be, for completion. `event types`: the catalogue's names. */
  readonly choices: readonly string[] | "event types";
  /** The heading under which the help tells it, where it is one of many. */
  readonly group?: string;
  /** The value of the texts that were given, none where it was not. Throws a usage error that names it by `name`. */
  read(texts: readonly string[], name: string, now: number): Value;
}

/** What a table of options gives to the function that does the work. */
export type ValuesOf<Options> = { [Name in keyof Options]: Options[Name] extends Option<infer Value> ? Value : never };

/** `--yes`: there or not. */
export function toggle(help: string): Option<boolean> {
  return { placeholder: null, help, choices: [], read: (texts) => texts.length > 0 };
}

export function text(placeholder: string, help: string): Option<string | undefined> {
  return { placeholder, help, choices: [], read: (texts) => texts.at(-1) };
}

/** An argument that must be there. */
export function needed(placeholder: string, help: string): Option<string> {
  return { placeholder: `<${placeholder}>`, help, choices: [], read: ([given = ""]) => given };
}

/** An argument that may be left out. */
export function optional(placeholder: string, help: string): Option<string | undefined> {
  return { placeholder: `[${placeholder}]`, help, choices: [], read: ([given]) => given };
}

/** The name of an event type as an argument. The server knows which there are: an app has its own. */
export function eventName(): Option<string> {
  return { ...needed("event", "name of an event type, such as lead.create"), choices: "event types" };
}

export function texts(placeholder: string, help: string): Option<readonly string[]> {
  return { placeholder, help, choices: [], read: (given) => given };
}

export function choice<const Choice extends string>(
  choices: readonly Choice[],
  help: string,
): Option<Choice | undefined> {
  const expected = `one of ${choices.join(", ")}`;
  return checked("<which>", help, choices, expected, (given) => choices.find((each) => each === given) ?? null);
}

export function wholeNumber(min: number, max: number, help: string): Option<number | undefined> {
  const expected = `a whole number from ${min} to ${max}`;
  return checked("<n>", help, [], expected, (given) => {
    const value = /^\d{1,9}$/.test(given) ? Number(given) : Number.NaN;
    return value >= min && value <= max ? value : null;
  });
}

/** A time on the wire, told as such or as how long ago. */
export function moment(help: string): Option<string | undefined> {
  return checked("<time>", help, [], MOMENT_EXPECTED, parseMoment);
}

/** `createdAt` is `--created-at` on the command line. */
export function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, "-$&").toLowerCase()}`;
}

function checked<Value>(
  placeholder: string,
  help: string,
  choices: readonly string[],
  expected: string,
  parse: (text: string, now: number) => Value | null,
): Option<Value | undefined> {
  return {
    placeholder,
    help,
    choices,

    read(given, name, now) {
      const last = given.at(-1);
      if (last === undefined) return undefined;
      const value = parse(last, now);
      if (value === null) throw usageError(`${name} is ${JSON.stringify(last)}: expected ${expected}`);
      return value;
    },
  };
}
