import { isIP } from "node:net";
import { VALIDATIONS, type Validation } from "./core/event-type.ts";
import { nearest } from "./core/nearest.ts";

/** How the text of a setting becomes its value. */
interface Kind<Value> {
  /** What is accepted, in words that end the sentence "expected …". */
  expected: string;
  /** Undefined: not acceptable. */
  parse(text: string): Value | undefined;
}

/** One line of the table that drives variables, flags, `--help` and the start-up line. */
interface Setting<Value> extends Kind<Value> {
  help: string;
  /** The value where none is given. Null: there is none, or it follows from other things, as `defaultWords` says. */
  default: Value;
  defaultWords: string;
  isSecret: boolean;
}

const KIB = 1024;
const MIB = 1024 * KIB;
const GIB = 1024 * MIB;
/** Past the timeout of the last request, this long is left to write down what came of it. */
const SHUTDOWN_MARGIN_MS = 5000;
const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
type LogLevel = (typeof LOG_LEVELS)[number];

/** Every setting there is, in the order in which `--help` tells them. */
export const SETTINGS = {
  databaseUrl: setting(databaseUrlKind(), "file:posthorn.db", "where everything is kept"),
  host: setting(textKind("a host name or an address", /^[^\s/]{1,255}$/), "127.0.0.1", "address to listen on"),
  port: setting(integerKind(0, 65_535), 4747, "port to listen on; 0 takes any free one"),
  operatorKey: {
    ...setting<string | null>(
      textKind("16 to 256 visible characters without spaces", /^[\x21-\x7e]{16,256}$/),
      null,
      "key that may do everything; better given as a variable, since flags show in the process list",
    ),
    defaultWords: "made at the first start and printed once",
    isSecret: true,
  },
  publicUrl: {
    ...setting<string | null>(publicUrlKind(), null, "how others reach this node"),
    defaultWords: "http://<host>:<port>",
  },
  allowAddresses: {
    ...setting<readonly string[]>(cidrListKind(), [], "private addresses that endpoints may have"),
    defaultWords: "none",
  },
  allowHttp: setting(booleanKind(), false, "whether endpoints may have http:// URLs"),
  timeoutMs: setting(integerKind(100, 120_000), 15_000, "time for a whole request, from DNS to the answer's end"),
  connectTimeoutMs: setting(integerKind(50, 60_000), 5000, "time for DNS and connecting"),
  retentionDays: setting(integerKind(1, 3650), 30, "days after which events and their evidence are deleted"),
  logLevel: setting<LogLevel>(choiceKind(LOG_LEVELS), "info", "least level that is logged"),
  validation: setting<Validation>(
    choiceKind(VALIDATIONS),
    "warn",
    "what faults in payloads do: nothing, warn or refuse",
  ),
  payloadBytesMax: setting(integerKind(KIB, 16 * MIB), 256 * KIB, "bytes of an event's payload"),
  batchEventsMax: setting(integerKind(1, 10_000), 1000, "events in one batch"),
  batchBytesMax: setting(integerKind(KIB, 256 * MIB), 16 * MIB, "bytes of one batch"),
  endpointsPerSpaceMax: setting(integerKind(1, 10_000), 100, "endpoints of one space"),
  pauseAfter: setting(integerKind(1, 1000), 10, "failed deliveries in a row that pause a new endpoint"),
  inFlightMax: setting(integerKind(1, 65_536), 1024, "requests in flight at once"),
  inFlightPerEndpointMax: setting(integerKind(1, 10_000), 100, "requests in flight at once to one endpoint"),
  queuedDeliveriesMax: setting(integerKind(1, 1_000_000), 20_000, "deliveries waiting in memory; more wait on disk"),
  queuedBytesMax: setting(integerKind(MIB, 16 * GIB), 64 * MIB, "bytes of payloads waiting in memory"),
  queuedPerEndpointMax: setting(integerKind(1, 1_000_000), 1000, "deliveries of one endpoint waiting in memory"),
  acceptingEventsMax: setting(integerKind(1, 1_000_000), 10_000, "events waiting for their commit"),
  responseKeptBytesMax: setting(integerKind(0, MIB), 16 * KIB, "bytes of an answer that are kept as evidence"),
  responseReadBytesMax: setting(integerKind(0, 16 * MIB), 64 * KIB, "bytes of an answer read before it is cut"),
  resumePerSecond: setting(integerKind(1, 1_000_000), 10_000, "held deliveries put back in line a second"),
  replayPerSecond: setting(integerKind(1, 100_000), 50, "attempts a second that range replays make in all"),
  shutdownMs: {
    ...setting<number | null>(integerKind(0, 600_000), null, "time that requests in flight have to end at a stop"),
    defaultWords: `timeout + ${SHUTDOWN_MARGIN_MS}`,
  },
  embedOrigins: {
    ...setting<readonly string[]>(originListKind(), [], "sites that may show the page in a frame"),
    defaultWords: "none",
  },
  inbox: setting(booleanKind(), true, "whether there is a test inbox at /inbox/<token>"),
  inboxBytesMax: setting(integerKind(MIB, 4 * GIB), 32 * MIB, "bytes that all test inboxes keep in memory"),
};

export type SettingName = keyof typeof SETTINGS;
type Values = { readonly [Name in SettingName]: (typeof SETTINGS)[Name]["default"] };

/** What Posthorn runs with: every setting of the table, checked. `publicUrl` null: it is where the node listens. */
export type Config = Omit<Values, "shutdownMs"> & { readonly shutdownMs: number };

export type ParsedConfig = { kind: "config"; config: Config } | { kind: "faults"; faults: string[] };

export type Texts = Readonly<Record<string, string | undefined>>;

/** Those of the commands that call a node. Who runs one on the same machine may have them set all the same. */
const CLIENT_VARIABLES = ["POSTHORN_URL", "POSTHORN_KEY", "POSTHORN_SPACE", "POSTHORN_SIGNING_SECRET"];

// Object.keys forgets the names' type; the table has no other keys.
export const SETTING_NAMES = Object.keys(SETTINGS) as readonly SettingName[];

/** `timeoutMs` is `POSTHORN_TIMEOUT_MS` in the environment. */
export function variableOf(name: SettingName): string {
  return `POSTHORN_${name.replace(/[A-Z]/g, "_$&").toUpperCase()}`;
}

/** `timeoutMs` is `--timeout-ms` on the command line. */
export function flagOf(name: SettingName): string {
  return `--${name.replace(/[A-Z]/g, "-$&").toLowerCase()}`;
}

/** The environment of this process, for commands that are no node. */
export function readEnvironment(): Texts {
  return process.env;
}

/** The configuration of this process: its environment, and over it the flags, keyed by setting name. */
export function readConfig(flags: Texts): ParsedConfig {
  return parseConfig(process.env, flags);
}

/** Flags win over variables, variables over defaults. Every fault is told, not only the first. */
export function parseConfig(env: Texts, flags: Texts): ParsedConfig {
  const faults = [...unknownVariables(env), ...unknownFlags(flags)];
  const values: Record<string, unknown> = {};
  for (const name of SETTING_NAMES) {
    const isFlag = flags[name] !== undefined;
    const text = isFlag ? flags[name] : env[variableOf(name)];
    const { parse, expected, isSecret, default: fallback } = SETTINGS[name];
    const value = text === undefined ? fallback : parse(text);
    if (text !== undefined && value === undefined) {
      const source = isFlag ? flagOf(name) : variableOf(name);
      faults.push(`${source} is ${isSecret ? `${text.length} characters` : shown(text)}: expected ${expected}`);
    }
    values[name] = value;
  }
  if (faults.length > 0) return { kind: "faults", faults };
  // Each name of the table now has a value of its own kind, which the compiler cannot follow through the loop.
  const complete = values as Values;
  const shutdownMs = complete.shutdownMs ?? complete.timeoutMs + SHUTDOWN_MARGIN_MS;
  return { kind: "config", config: { ...complete, shutdownMs } };
}

/** The settings as they may be logged: secrets masked. */
export function maskedConfig(config: Config): Record<string, unknown> {
  const masked = SETTING_NAMES.map((name) => {
    const value = config[name];
    return [name, SETTINGS[name].isSecret && value !== null ? "***" : value] as const;
  });
  return Object.fromEntries(masked);
}

/** The path in a `file:` URL that `parseConfig` has accepted. `:memory:` for a database that dies with the process. */
export function databasePath(databaseUrl: string): string {
  return databaseUrl.slice("file:".length).replace(/^\/\/(?=\/)/, "");
}

function setting<Value>(kind: Kind<NonNullable<Value>>, fallback: Value, help: string): Setting<Value> {
  return { ...kind, help, default: fallback, defaultWords: String(fallback), isSecret: false };
}

function unknownVariables(env: Texts): string[] {
  const known = SETTING_NAMES.map(variableOf);
  return Object.keys(env)
    .filter((variable) => variable.startsWith("POSTHORN_") && !known.includes(variable))
    .filter((variable) => !CLIENT_VARIABLES.includes(variable))
    .filter((variable) => !variable.startsWith("POSTHORN_TEST_")) // These are for Posthorn's own tests.
    .map((variable) => unknownName(variable, known));
}

function unknownFlags(flags: Texts): string[] {
  const names: readonly string[] = SETTING_NAMES;
  return Object.keys(flags)
    .filter((flag) => !names.includes(flag))
    .map((flag) => unknownName(flag, names));
}

function unknownName(name: string, known: readonly string[]): string {
  const [best] = nearest(name, known, 1);
  return `${name}: there is no such setting${best === undefined ? "" : `; did you mean ${best}?`}`;
}

/** A bad value as it may be printed: on one line, short, without the password of a URL. */
function shown(text: string): string {
  const masked = text.replace(/\/\/[^/]*@/, "//***@");
  return JSON.stringify(masked.length > 100 ? `${masked.slice(0, 100)}…` : masked);
}

function integerKind(min: number, max: number): Kind<number> {
  return {
    expected: `a whole number from ${min} to ${max}`,
    parse(text) {
      const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
      return value >= min && value <= max ? value : undefined;
    },
  };
}

function booleanKind(): Kind<boolean> {
  return {
    expected: "true or false",
    parse: (text) => (text === "true" ? true : text === "false" ? false : undefined),
  };
}

function choiceKind<Choice extends string>(choices: readonly Choice[]): Kind<Choice> {
  return {
    expected: `one of ${choices.join(", ")}`,
    parse: (text) => choices.find((choice) => choice === text),
  };
}

function textKind(expected: string, pattern: RegExp): Kind<string> {
  return { expected, parse: (text) => (pattern.test(text) ? text : undefined) };
}

function databaseUrlKind(): Kind<string> {
  return textKind(
    "file:<path> without ?, # or %, such as file:posthorn.db (postgres:// is not in this version)",
    /^file:(?:(?!\/\/)|\/\/\/)[^?#%\0]+$/,
  );
}

function publicUrlKind(): Kind<string> {
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

function cidrListKind(): Kind<readonly string[]> {
  return listKind("address ranges with commas between them, such as 10.0.0.0/8,fd00::/8", isCidr);
}

/** As `frame-ancestors` takes them: a scheme and a host, which may begin with `*.`. */
function originListKind(): Kind<readonly string[]> {
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
