import { createInterface } from "node:readline/promises";
import { type Readable, Writable } from "node:stream";
import type { ReadStream } from "node:tty";

/**
 * One line that somebody types after the question, without its end. Null: the input has ended. What is secret is not
 * shown: the terminal's own echo is off, and nothing is written in its place.
 */
export async function askLine(
  input: ReadStream,
  output: Writable,
  question: string,
  { isSecret, signal }: { isSecret: boolean; signal: AbortSignal },
): Promise<string | null> {
  // As a terminal, readline takes the echo over, and here gives it to nobody. Ctrl-C is then a key like any other.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const isHidden = isSecret && input.isTTY === true;
  const lines = createInterface({ input: input as Readable, output: nowhere, terminal: isHidden });
  const { promise: ended, resolve } = Promise.withResolvers<null>();
  lines.once("close", () => resolve(null));
  lines.once("SIGINT", () => process.kill(process.pid, "SIGINT"));
  // Only now that the echo is off: somebody, or something, may type at once.
  output.write(question);
  try {
    return await Promise.race([lines.question("", { signal }), ended]);
  } finally {
    lines.close();
    if (isHidden) output.write("\n");
  }
}
