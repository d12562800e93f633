import { COMMANDS } from "./commands.ts";
import { EXIT } from "./failure.ts";
import { run } from "./run.ts";
import { processSurroundings } from "./surroundings.ts";

/** Runs the command line of this process, and sets its exit code. */
export async function runProcess(): Promise<void> {
  const words = process.argv.slice(2);
  for (const stream of [process.stdout, process.stderr]) stream.on("error", endQuietly);
  // A node has its own way to stop.
  const interrupted = words[0] === "serve" ? new AbortController().signal : nextInterrupt();
  process.exitCode = await run(COMMANDS, words, processSurroundings(interrupted));
  // What was in flight at Ctrl-C is of no use to anybody any more.
  if (interrupted.aborted) process.exit();
}

/** Who reads has had enough, as `head` has: there is nothing left to do and nothing to complain of. */
function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
  process.exit(EXIT.done);
}

/** Aborted by the first Ctrl-C. The second ends the process at once: who asks twice does not want to wait. */
function nextInterrupt(): AbortSignal {
  const controller = new AbortController();
  process.on("SIGINT", () => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort();
  });
  return controller.signal;
}
