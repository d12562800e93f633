import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** What a process of the benchmark can be asked to do, by name. */
type Calls = Record<string, (argument: never) => unknown>;

type ArgumentOf<Handlers, Name extends keyof Handlers> = Handlers[Name] extends (argument: infer Argument) => unknown
  ? Argument
  : never;
type ResultOf<Handlers, Name extends keyof Handlers> = Handlers[Name] extends (argument: never) => infer Result
  ? Awaited<Result>
  : never;

/** A process of the benchmark, seen from the one that has started it. */
export interface Child<Handlers> {
  readonly pid: number | undefined;
  call<Name extends keyof Handlers>(
    name: Name,
    argument: ArgumentOf<Handlers, Name>,
  ): Promise<ResultOf<Handlers, Name>>;
  end(): Promise<void>;
}

interface Request {
  id: number;
  name: string;
  argument: unknown;
}

interface Reply {
  id: number;
  result?: unknown;
  error?: string;
}

/** Starts `processes/<name>.ts`, which answers with `answerCalls`. Typed arrays go to and fro as they are. */
export function startChild<Handlers>(name: string): Child<Handlers> {
  const file = fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
  const child = fork(file, { serialization: "advanced", stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();
  let nextId = 0;

  // What a child sends is what `answerCalls` has put together.
  child.on("message", (message) => {
    const { id, result, error } = message as Reply;
    const caller = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) caller?.resolve(result);
    else caller?.reject(new Error(`${name}: ${error}`));
  });
  child.once("exit", () => {
    for (const { reject } of waiting.values()) reject(new Error(`the ${name} has ended`));
  });

  return {
    pid: child.pid,
    call(call, argument) {
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      const id = nextId++;
      waiting.set(id, { resolve, reject });
      child.send({ id, name: String(call), argument } satisfies Request);
      // The other side's handlers have the types that this side is given.
      return promise as Promise<ResultOf<Handlers, typeof call>>;
    },
    end: () => end(child),
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
}

/** Answers the calls of the process that has started this one, and ends with it. */
export function answerCalls(handlers: Calls): void {
  process.on("message", async (message) => {
    // Sent by `call`, above.
    const { id, name, argument } = message as Request;
    let reply: Reply;
    try {
      const handler = handlers[name];
      if (handler === undefined) throw new Error(`there is no call ${name}`);
      // Both sides have the same types.
      reply = { id, result: await handler(argument as never) };
    } catch (error) {
      reply = { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
    process.send?.(reply);
  });
  process.once("disconnect", () => process.exit());
}
