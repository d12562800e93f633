import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { usageError } from "./failure.ts";
import type { Surroundings } from "./surroundings.ts";

/** What the options of a command say. */
export interface RemoteFlags {
  url?: string | undefined;
  key?: string | undefined;
  space?: string | undefined;
}

/** A setting and where it comes from, in words. */
export interface Sourced {
  value: string;
  source: string;
}

/** Which server is called, with which key, about which space. An option wins over a variable, a variable over the file. */
export interface RemoteConfig {
  url: Sourced;
  key: Sourced | null;
  space: Sourced | null;
}

const URL_DEFAULT = "http://127.0.0.1:4747";
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const NAMES = ["url", "key", "space"] as const;
type Name = (typeof NAMES)[number];

/** What each may be, and what was expected where it is something else. */
const RULES: Record<Name, { expected: string; isRight(text: string): boolean }> = {
  url: {
    expected: "where Posthorn answers, such as http://127.0.0.1:4747",
    isRight: (text) => URL.canParse(text) && /^https?:\/\/[^@]*$/i.test(text),
  },
  key: { expected: "a key of Posthorn's API", isRight: (text) => /^[\x21-\x7e]{1,256}$/.test(text) },
  space: { expected: "the space's uuid", isRight: (text) => UUID.test(text) },
};

/** Every value is checked where it comes from, so that the words can name the place. */
export function remoteConfig({ env, home }: Pick<Surroundings, "env" | "home">, flags: RemoteFlags): RemoteConfig {
  const path = configPath({ env, home });
  // A file that cannot be used harms nobody who has said everything otherwise.
  const isFileNeeded = NAMES.some((name) => flags[name] === undefined && !env[variableOf(name)]);
  const file = isFileNeeded ? readConfigFile(path) : {};
  function find(name: Name): Sourced | null {
    const candidates = [
      { value: flags[name], source: `--${name}` },
      // A variable that is set to nothing is how shells and containers say that it is not set.
      { value: env[variableOf(name)] || undefined, source: variableOf(name) },
      { value: file[name], source: path },
    ];
    for (const { value, source } of candidates)
      if (value !== undefined) return { value: checkedSetting(name, value, source), source };
    return null;
  }
  return { url: find("url") ?? { value: URL_DEFAULT, source: "default" }, key: find("key"), space: find("space") };
}

/** Where the file is: below `XDG_CONFIG_HOME`, else `~/.config`. */
export function configPath({ env, home }: Pick<Surroundings, "env" | "home">): string {
  return join(env["XDG_CONFIG_HOME"] || join(home, ".config"), "posthorn", "config.json");
}

/** What the file says. Nothing where there is none. Refused where others could read the key that is in it. */
export function readConfigFile(path: string): RemoteFlags {
  const text = textOf(path);
  if (text === null) return {};
  const file = parsed(text, path);
  if (file.key !== undefined && isOpenToOthers(path)) {
    throw usageError(`${path} holds a key that others on this machine can read`, `Run: chmod 600 ${path}`);
  }
  return file;
}

function variableOf(name: Name): string {
  return `POSTHORN_${name.toUpperCase()}`;
}

/** A setting's value as it is, or a usage error that names its place. */
export function checkedSetting(name: Name, value: string, source: string): string {
  const { expected, isRight } = RULES[name];
  if (isRight(value)) return value;
  const shown = name === "key" ? `${value.length} characters` : JSON.stringify(value.replace(/\/\/[^/]*@/, "//***@"));
  const place = source.startsWith("--") || source === variableOf(name) ? source : `${name} in ${source}`;
  throw usageError(`${place} is ${shown}: expected ${expected}`);
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    throw usageError(`${path} cannot be read (${code})`, "Mend it, or say everything in variables.");
  }
}

function parsed(text: string, path: string): RemoteFlags {
  const hint = `It holds an object with any of ${NAMES.join(", ")}, each a text. posthorn login writes it anew.`;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // JSON.parse's words quote the text, which may be a key.
    throw usageError(`${path} is no JSON`, hint);
  }
  if (typeof value !== "object" || value === null) throw usageError(`${path} is no object`, hint);
  for (const [name, each] of Object.entries(value)) {
    if (!NAMES.some((known) => known === name))
      throw usageError(`${path}: there is no setting ${JSON.stringify(name)}`, hint);
    if (typeof each !== "string") throw usageError(`${path}: ${name} is no text`, hint);
  }
  return value;
}

function isOpenToOthers(path: string): boolean {
  // Windows has no such bits: there the folder of a user is the user's own.
  return process.platform !== "win32" && (statSync(path).mode & 0o077) !== 0;
}
