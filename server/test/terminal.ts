import { COMMANDS } from "../src/cli/commands.ts";
import { run } from "../src/cli/run.ts";
import type { Sink, Surroundings } from "../src/cli/surroundings.ts";
import { systemClock } from "../src/system.ts";

export interface TerminalSettings {
  /** How wide it is. Null: no terminal but a pipe. Default 80. */
  columns?: number | null;
  env?: Readonly<Record<string, string>>;
  home?: string;
  /** What is typed, a line an answer; or what comes through a pipe, where there is no terminal. */
  input?: string;
  /** Milliseconds since 1970. Default: this machine's time. */
  now?: number;
  interrupted?: AbortSignal;
  /** Told whenever something is written to stderr. */
  onStderr?: (text: string) => void;
}

/** What a command came to. */
export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a command in a terminal that is only told to it: any width, any answers, without a process. */
export async function runInTerminal(words: readonly string[], settings: TerminalSettings = {}): Promise<Ran> {
  const { columns = 80, env = {}, home = "/nowhere", input = "", now, interrupted, onStderr } = settings;
  const typed = input.split("\n");
  const [stdout, stderr] = [createSink(columns), createSink(columns, onStderr)];
  const surroundings: Surroundings = {
    env,
    home,
    stdout,
    stderr,
    stdin: {
      isTerminal: columns !== null,
      bytes: async () => new TextEncoder().encode(input),
      async line(question) {
        await stderr.write(`${question}\n`);
        return typed.shift() ?? null;
      },
    },
    clock: now === undefined ? systemClock : { ...systemClock, now: () => now },
    interrupted: interrupted ?? new AbortController().signal,
  };
  const code = await run(COMMANDS, words, surroundings);
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

function createSink(columns: number | null, onWrite: (text: string) => void = () => {}): Sink & { text(): string } {
  let written = "";
  return {
    isTerminal: columns !== null,
    columns: columns ?? 80,
    async write(text) {
      written += text;
      onWrite(text);
    },
    text: () => written,
  };
}
