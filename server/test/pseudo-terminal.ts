import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const POSTHORN = fileURLToPath(new URL("../src/cli/posthorn.ts", import.meta.url));

/** A command in a real terminal, as the kernel makes them. */
export interface PseudoTerminal {
  /** Types it. `\u0003` is Ctrl-C. */
  type(text: string): void;
  /** All that was shown so far, escape sequences and all. */
  shown(): string;
  /** Resolves once it shows this. */
  whenShown(pattern: RegExp): Promise<void>;
  /** Resolves with the exit code, 128 and the signal's number where a signal has ended it. */
  ended: Promise<number>;
}

/**
 * Why there is none, or false. `script` is in bsdutils, which every Debian has, and in util-linux elsewhere; Node cannot
 * make a terminal without native code.
 */
export const lacksPseudoTerminal =
  spawnSync("script", ["--version"], { encoding: "utf8" }).stdout?.includes("util-linux") === true
    ? false
    : "no script(1) of util-linux here, which makes the terminal";

export function runInPseudoTerminal(
  args: readonly string[],
  { columns, cwd, env }: { columns: number; cwd: string; env: Readonly<Record<string, string>> },
): PseudoTerminal {
  const command = [process.execPath, "--conditions=posthorn-source", POSTHORN, ...args].map(quoted).join(" ");
  const child = spawn("script", ["-qfec", `stty cols ${columns} && exec ${command}`, "/dev/null"], {
    cwd,
    // biome-ignore lint/style/noProcessEnv: a child needs the PATH, and tests have no config.
    env: { PATH: process.env["PATH"], TERM: "xterm-256color", SHELL: "/bin/sh", ...env },
    stdio: ["pipe", "pipe", "inherit"],
  });
  let shown = "";
  child.stdout.setEncoding("utf8").on("data", (chunk) => {
    shown += chunk;
  });
  return {
    type: (text) => child.stdin.write(text),
    shown: () => shown,
    async whenShown(pattern) {
      while (!pattern.test(shown)) {
        const [reason] = await Promise.race([once(child.stdout, "data"), once(child, "close").then(() => ["close"])]);
        if (reason === "close" && !pattern.test(shown))
          throw new Error(`it ended without showing ${pattern}: ${shown}`);
      }
    },
    ended: once(child, "close").then(([code]) => code),
  };
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
