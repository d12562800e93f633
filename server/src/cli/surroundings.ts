import { homedir } from "node:os";
import { buffer } from "node:stream/consumers";
import type { ReadStream, WriteStream } from "node:tty";
import { readEnvironment, type Texts } from "../config.ts";
import type { Clock } from "../core/clock.ts";
import { systemClock } from "../system.ts";

/** Where a command writes. */
export interface Sink {
  readonly isTerminal: boolean;
  /** How wide the terminal is at this moment; meaningless elsewhere. */
  readonly columns: number;
  /** Resolves when there is room for more. */
  write(text: string): Promise<void>;
}

/** Where a command reads. */
export interface Source {
  readonly isTerminal: boolean;
  /** All of it, to its end. */
  bytes(): Promise<Uint8Array>;
  /** One line that somebody types; unseen where it is secret. Null: the input has ended. */
  line(question: string, options?: { isSecret?: boolean }): Promise<string | null>;
}

/** What a command finds around it. Passed in, so that a test can have any terminal. */
export interface Surroundings {
  env: Texts;
  home: string;
  stdin: Source;
  stdout: Sink;
  stderr: Sink;
  clock: Clock;
  /** Aborted when somebody presses Ctrl-C. */
  interrupted: AbortSignal;
}

/** A terminal that does not say how wide it is, such as one inside an editor. */
const COLUMNS_DEFAULT = 80;

/** Those of this process. */
export function processSurroundings(interrupted: AbortSignal): Surroundings {
  return {
    env: readEnvironment(),
    home: homedir(),
    stdin: processSource(process.stdin, interrupted),
    stdout: processSink(process.stdout),
    stderr: processSink(process.stderr),
    clock: systemClock,
    interrupted,
  };
}

function processSink(stream: WriteStream): Sink {
  return {
    // Undefined on a pipe, whatever the types say.
    isTerminal: stream.isTTY === true,
    get columns() {
      return stream.columns || COLUMNS_DEFAULT;
    },
    write: (text) =>
      new Promise((resolve) => {
        if (stream.write(text)) resolve();
        else stream.once("drain", resolve);
      }),
  };
}

function processSource(stream: ReadStream, interrupted: AbortSignal): Source {
  return {
    isTerminal: stream.isTTY === true,
    bytes: () => buffer(stream),
    async line(question, { isSecret = false } = {}) {
      // Loaded only where somebody is asked.
      const { askLine } = await import("./ask-line.ts");
      return askLine(stream, process.stderr, question, { isSecret, signal: interrupted });
    },
  };
}
