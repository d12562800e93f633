import { nearest } from "./core/nearest.ts";
import { shown } from "./setting-kinds.ts";
import {
  CONNECT_TIMEOUT_MS,
  flagOf,
  SETTING_NAMES,
  SETTINGS,
  type SettingName,
  SHUTDOWN_MARGIN_MS,
  variableOf,
} from "./settings.ts";

type Values = { readonly [Name in SettingName]: (typeof SETTINGS)[Name]["default"] };

/** What Posthorn runs with: every setting of the table, checked. `publicUrl` null: it is where the node listens. */
export type Config = Omit<Values, "connectTimeoutMs" | "shutdownMs"> & {
  readonly connectTimeoutMs: number;
  readonly shutdownMs: number;
};

export type ParsedConfig = { kind: "config"; config: Config } | { kind: "faults"; faults: string[] };

export type Texts = Readonly<Record<string, string | undefined>>;

/** Those of the commands that call a node. Who runs one on the same machine may have them set all the same. */
const CLIENT_VARIABLES = ["POSTHORN_URL", "POSTHORN_KEY", "POSTHORN_SPACE", "POSTHORN_SIGNING_SECRET"];

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
  const { timeoutMs } = complete;
  const connectTimeoutMs = complete.connectTimeoutMs ?? Math.min(CONNECT_TIMEOUT_MS, timeoutMs);
  if (connectTimeoutMs > timeoutMs) {
    const source =
      flags["connectTimeoutMs"] === undefined ? variableOf("connectTimeoutMs") : flagOf("connectTimeoutMs");
    const fault = `${source} is ${connectTimeoutMs}: expected at most the whole timeout, ${variableOf("timeoutMs")}, which is ${timeoutMs}`;
    return { kind: "faults", faults: [fault] };
  }
  return {
    kind: "config",
    config: { ...complete, connectTimeoutMs, shutdownMs: complete.shutdownMs ?? timeoutMs + SHUTDOWN_MARGIN_MS },
  };
}

/** The settings as they may be logged: secrets masked. */
export function maskedConfig(config: Config): Record<string, unknown> {
  const masked = SETTING_NAMES.map((name) => {
    const value = name === "databaseUrl" ? databaseName(config.databaseUrl) : config[name];
    return [name, SETTINGS[name].isSecret && value !== null ? "***" : value] as const;
  });
  return Object.fromEntries(masked);
}

/** A database as it may be shown: the path of its file, or where its server is, without user, password and options. */
export function databaseName(databaseUrl: string): string {
  if (databaseUrl.startsWith("file:")) return databasePath(databaseUrl);
  const { host, pathname } = new URL(databaseUrl);
  return `postgres://${host}${pathname}`;
}

/** The path in a `file:` URL that `parseConfig` has accepted. `:memory:` for a database that dies with the process. */
export function databasePath(databaseUrl: string): string {
  return databaseUrl.slice("file:".length).replace(/^\/\/(?=\/)/, "");
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
