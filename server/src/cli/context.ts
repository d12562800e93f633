import type { Posthorn } from "@posthorn/sdk";
import type { Clock } from "../core/clock.ts";
import type { Output } from "./output.ts";
import type { Source, Surroundings } from "./surroundings.ts";

/** What a command is given to work with. */
export interface Context {
  output: Output;
  input: Source;
  clock: Clock;
  /** Aborted at Ctrl-C. A command that leaves nothing behind anyway need not look at it. */
  interrupted: AbortSignal;
  surroundings: Surroundings;
}

/** And one that goes to a server. */
export interface RemoteContext extends Context {
  /** Its calls end at Ctrl-C. */
  client: Posthorn;
  /** Where the server is. */
  url: string;
  /** The key, for what goes past the SDK's calls. */
  key: string;
  /** The space it is about: the one that was given, else the key's own. Rejects with a usage error where there is neither. */
  idSpace(): Promise<string>;
  /** The same, or null where there is neither. */
  findSpace(): Promise<string | null>;
  /** Only the one that was given: what an operator alone may do is never about a key's own. */
  idSpaceGiven: string | undefined;
}
