import { isIP } from "node:net";

/** How the text of a setting becomes its value. */
export interface Kind<Value> {
  /** What is accepted, in words that end the sentence "expected …". */
  expected: string;
  /** Undefined: not acceptable. */
  parse(text: string): Value | undefined;
}

/** One line of the table that drives variables, flags, `--help`, docs/config.md and the start-up line. */
export interface Setting<Value> extends Kind<Value> {
  help: string;
  /** What a larger value costs, or another one changes, where that matters. For the page on settings. */
  cost?: string;
  /** The value where none is given. Null: there is none, or it follows from other things, as `defaultWords` says. */
  default: Value;
  defaultWords: string;
  isSecret: boolean;
}

export function setting<Value>(
  kind: Kind<NonNullable<Value>>,
  fallback: Value,
  help: string,
  cost?: string,
): Setting<Value> {
  const words = cost === undefined ? { help } : { help, cost };
  return { ...kind, ...words, default: fallback, defaultWords: String(fallback), isSecret: false };
}

/** A bad value as it may be printed: on one line, short, without the password of a URL. */
export function shown(text: string): string {
  const masked = text.replace(/\/\/[^/]*@/, "//***@");
  return JSON.stringify(masked.length > 100 ? `${masked.slice(0, 100)}…` : masked);
}

export function integerKind(min: number, max: number): Kind<number> {
  return {
    expected: `a whole number from ${min} to ${max}`,
    parse(text) {
      const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
      return value >= min && value <= max ? value : undefined;
    },
  };
}

export function booleanKind(): Kind<boolean> {
  return {
    expected: "true or false",
    parse: (text) => (text === "true" ? true : text === "false" ? false : undefined),
  };
}

export function choiceKind<Choice extends string>(choices: readonly Choice[]): Kind<Choice> {
  return {
    expected: `one of ${choices.join(", ")}`,
    parse: (text) => choices.find((choice) => choice === text),
  };
}

export function textKind(expected: string, pattern: RegExp): Kind<string> {
  return { expected, parse: (text) => (pattern.test(text) ? text : undefined) };
}

/** An SQLite file, or a Postgres database in the form that libpq reads too. */
export function databaseUrlKind(): Kind<string> {
  const file = /^file:(?:(?!\/\/)|\/\/\/)[^?#%\0]+$/;
  return {
    expected: "file:<path> without ?, # or %, such as file:posthorn.db, or postgres://<user>@<host>/<database>",
    parse(text) {
      if (file.test(text)) return text;
      if (!/^postgres(?:ql)?:\/\//.test(text) || !URL.canParse(text)) return undefined;
      return /^\/[^/]+$/.test(new URL(text).pathname) ? text : undefined;
    },
  };
}

export function publicUrlKind(): Kind<string> {
  return {
    expected: "an http:// or https:// URL without credentials, query or fragment",
    parse(text) {
      if (!URL.canParse(text)) return undefined;
      const { protocol, username, password, search, hash, href } = new URL(text);
      if (protocol !== "http:" && protocol !== "https:") return undefined;
      return username + password + search + hash === "" ? href.replace(/[/?#]+$/, "") : undefined;
    },
  };
}

export function cidrListKind(): Kind<readonly string[]> {
  return listKind("address ranges with commas between them, such as 10.0.0.0/8,fd00::/8", isCidr);
}

/** As `frame-ancestors` takes them: a scheme and a host, which may begin with `*.`. */
export function originListKind(): Kind<readonly string[]> {
  const pattern = /^https?:\/\/(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::\d{1,5})?$/;
  return listKind("origins with commas between them, such as https://app.example,https://*.acme.example", (origin) =>
    pattern.test(origin),
  );
}

function listKind(expected: string, isGood: (item: string) => boolean): Kind<readonly string[]> {
  return {
    expected,
    parse(text) {
      const items = text.split(",").map((item) => item.trim());
      if (items.length === 1 && items[0] === "") return [];
      return items.every(isGood) ? items : undefined;
    },
  };
}

/** RFC 4632 and RFC 4291 notation: an address in its plain spelling, a slash and the prefix length. */
function isCidr(text: string): boolean {
  const [, address = "", prefixLength = ""] = /^([0-9a-fA-F.:]+)\/(\d{1,3})$/.exec(text) ?? [];
  const version = isIP(address);
  return version !== 0 && Number(prefixLength) <= (version === 4 ? 32 : 128);
}
