import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const POSTHORN = fileURLToPath(new URL("../src/cli/posthorn.ts", import.meta.url));
/** The operator's key of every node that the tests start. */
export const OPERATOR_KEY = "operator-key-of-the-tests";

/** A Posthorn as users run it: a process of its own. */
export interface NodeProcess {
  url: string;
  child: ChildProcess;
  /** All it has written so far. */
  stdout(): string;
  stderr(): string;
  /** Resolves once it has written these words. */
  untilLogged(words: string): Promise<void>;
  /** Sends a signal and resolves with the exit code, or with the name of the signal that ended it. */
  end(signal: NodeJS.Signals): Promise<number | string>;
}

export interface NodeSettings {
  cwd: string;
  /** Undefined takes away what would be set. */
  env?: Readonly<Record<string, string | undefined>>;
  args?: readonly string[];
  /** Another program in the place of `posthorn`. */
  program?: string;
  /** The kernel refuses the process any file longer than this, as a full disk would. In KiB. */
  fileKibMax?: number;
}

/** An empty folder to run in, and the way to take it away again. */
export function workingFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "posthorn-test-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Runs the command and leaves it to the caller when it is ready or over. */
export function runPosthorn({
  cwd,
  env = {},
  args = ["serve"],
  fileKibMax,
  program: file = POSTHORN,
}: NodeSettings): ChildProcess {
  const command = [process.execPath, "--conditions=posthorn-source", file, ...args];
  // POSIX counts in blocks of 512 bytes.
  const limited = ["sh", "-c", `ulimit -f ${(fileKibMax ?? 0) * 2} && exec "$@"`, "sh", ...command];
  const [program = "", ...words] = fileKibMax === undefined ? command : limited;
  return spawn(program, words, {
    cwd,
    // Nothing of the environment of whoever runs the tests: a variable of theirs must not change a result.
    // biome-ignore lint/style/noProcessEnv: a child needs these, and tests have no config.
    env: { PATH: process.env["PATH"], NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"], ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** Starts a node that may send to loopback, on a free port, and resolves when it listens. */
export async function startNode({ env = {}, ...settings }: NodeSettings): Promise<NodeProcess> {
  const child = runPosthorn({
    ...settings,
    env: {
      POSTHORN_PORT: "0",
      POSTHORN_OPERATOR_KEY: OPERATOR_KEY,
      POSTHORN_ALLOW_ADDRESSES: "127.0.0.0/8",
      POSTHORN_ALLOW_HTTP: "true",
      ...env,
    },
  });
  let stdout = "";
  let stderr = "";
  child.stderr?.on("data", (chunk) => {
    stderr += chunk;
  });
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  child.stdout?.on("data", (chunk) => {
    stdout += chunk;
    const [, url] = /listens at (\S+?),/.exec(stdout) ?? [];
    if (url !== undefined) resolve(url);
  });
  child.once("exit", (code, signal) =>
    reject(new Error(`posthorn ended (${code ?? signal}) before it listened: ${stderr}`)),
  );
  return {
    url: await promise,
    child,
    stdout: () => stdout,
    stderr: () => stderr,
    async untilLogged(words) {
      while (!`${stdout}${stderr}`.includes(words)) {
        await Promise.race([once(child.stdout ?? child, "data"), once(child.stderr ?? child, "data")]);
      }
    },
    async end(signal) {
      if (child.exitCode !== null) return child.exitCode;
      if (child.signalCode !== null) return child.signalCode;
      const exited = once(child, "exit");
      child.kill(signal);
      const [code, endedBy] = await exited;
      return code ?? endedBy;
    },
  };
}
