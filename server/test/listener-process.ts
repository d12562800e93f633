import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { OPERATOR_KEY, runPosthorn } from "./node-process.ts";

/** A line of `posthorn listen --json`: a test reads any, and a wrong guess fails it. */
// biome-ignore lint/suspicious/noExplicitAny: see above.
type Line = any;

/** `posthorn listen` as a developer runs it, told by its lines. */
export interface ListenerProcess {
  child: ChildProcess;
  lines: Line[];
  stderr(): string;
  /** The first line from here on that this holds of, once it has come. */
  until(isIt: (line: Line) => boolean): Promise<Line>;
  end(signal: NodeJS.Signals): Promise<number | string>;
}

export interface ListenerSettings {
  cwd: string;
  url: string;
  idSpace: string;
  /** Default: the operator's. */
  key?: string;
  args?: readonly string[];
}

/** Resolves when it is ready. */
export async function startListener(settings: ListenerSettings): Promise<ListenerProcess> {
  const { cwd, url, idSpace, key = OPERATOR_KEY, args = [] } = settings;
  const env = { HOME: cwd, POSTHORN_URL: url, POSTHORN_KEY: key, POSTHORN_SPACE: idSpace };
  const child = runPosthorn({ cwd, env, args: ["listen", "--json", ...args] });
  const exited = once(child, "exit");
  const lines: Line[] = [];
  const waiting = new Set<() => void>();
  let stderr = "";
  child.stderr?.on("data", (chunk) => {
    stderr += chunk;
  });
  assert.ok(child.stdout);
  createInterface({ input: child.stdout }).on("line", (line) => {
    lines.push(JSON.parse(line));
    for (const look of waiting) look();
  });

  function until(isIt: (line: Line) => boolean): Promise<Line> {
    const { promise, resolve, reject } = Promise.withResolvers<Line>();
    const look = () => {
      const found = lines.find(isIt);
      if (found === undefined) return;
      waiting.delete(look);
      resolve(found);
    };
    waiting.add(look);
    look();
    void exited.then(() => reject(new Error(`posthorn listen has ended: ${stderr}`)));
    return promise;
  }

  await until(({ type }) => type === "ready");
  return {
    child,
    lines,
    stderr: () => stderr,
    until,
    async end(signal) {
      child.kill(signal);
      const [code, endedBy] = await exited;
      return code ?? endedBy;
    },
  };
}
