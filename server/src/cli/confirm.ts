import { printable } from "./cells.ts";
import type { Context } from "./context.ts";
import { failedError } from "./failure.ts";

/**
 * Whether somebody wants it after all. Only a person at a terminal is asked: a script has been thought about before.
 * Resolves with true, or throws where the answer is no.
 */
export async function confirm({ input, output }: Pick<Context, "input" | "output">, question: string): Promise<void> {
  if (!input.isTerminal || output.format !== "terminal") return;
  const answer = await input.line(`${printable(question)} [y/N] `);
  if (!/^y(?:es)?$/i.test(answer?.trim() ?? "")) throw failedError("nothing was done");
}
