import { readFileSync } from "node:fs";
import type { Context } from "./context.ts";
import { usageError } from "./failure.ts";

/** How JSON is given: in place, from a file, or through a pipe. */
export const JSON_HELP = "JSON, @file, or - for stdin";

/** Node has it; the types of its language version do not yet. */
const RAW_JSON = JSON as unknown as { rawJSON(text: string): unknown };

/**
 * What was given as JSON, with its numbers spelt as they were: `12345678901234567890` would come out as another one.
 * `noun` names it in the usage error, `flag` the option it came by.
 */
export async function readJson(
  { input }: Pick<Context, "input">,
  source: string,
  { noun, flag }: { noun: string; flag: string },
): Promise<unknown> {
  const json = await readText(input, source);
  if (json.trim() === "") throw usageError(`${noun} is empty`, `${flag} takes ${JSON_HELP}.`);
  try {
    return parseJson(json);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw usageError(`${noun} is no JSON: ${reason}`, `${flag} takes ${JSON_HELP}.`);
  }
}

/** JSON with its numbers spelt as they were. Throws a `SyntaxError`. */
export function parseJson(json: string): unknown {
  return JSON.parse(json, (_key, value: unknown, { source: digits }: { source?: string } = {}) =>
    typeof value === "number" && digits !== undefined ? RAW_JSON.rawJSON(digits) : value,
  );
}

async function readText(input: Context["input"], source: string): Promise<string> {
  if (source === "-") return utf8(await input.bytes(), "stdin");
  if (!source.startsWith("@")) return source;
  const path = source.slice(1);
  try {
    return utf8(readFileSync(path), path);
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    throw usageError(`${path} cannot be read (${error.code})`);
  }
}

function utf8(bytes: Uint8Array, source: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    // Which byte it is helps nobody.
    throw usageError(`${source} is no text in UTF-8`);
  }
}
