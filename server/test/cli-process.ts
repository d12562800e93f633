import assert from "node:assert/strict";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { OPERATOR_KEY, runPosthorn } from "./node-process.ts";
import type { Ran } from "./terminal.ts";

export interface Cli {
  /** Runs a command to its end, as a process with pipes. */
  (...words: string[]): Promise<Ran>;
  /** What it prints as JSON, once it has succeeded. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads any document, and a wrong guess fails it.
  json(...words: string[]): Promise<any>;
}

/** The command line as it is used from scripts: processes that are told by their environment which server and space. */
export function createCli(cwd: string, url: string, idSpace?: string): Cli {
  const env = {
    HOME: cwd,
    POSTHORN_URL: url,
    POSTHORN_KEY: OPERATOR_KEY,
    ...(idSpace === undefined ? {} : { POSTHORN_SPACE: idSpace }),
  };
  async function run(...args: string[]): Promise<Ran> {
    const child = runPosthorn({ cwd, env, args });
    const [stdout, stderr, [code]] = await Promise.all([
      child.stdout === null ? "" : text(child.stdout),
      child.stderr === null ? "" : text(child.stderr),
      once(child, "exit"),
    ]);
    return { code, stdout, stderr };
  }
  async function json(...words: string[]) {
    const { code, stdout, stderr } = await run(...words, "--json");
    assert.deepEqual([code, stderr], [0, ""], words.join(" "));
    return JSON.parse(stdout);
  }
  return Object.assign(run, { json });
}
