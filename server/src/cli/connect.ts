import { Posthorn } from "@posthorn/sdk";
import type { Context, RemoteContext } from "./context.ts";
import { CommandError, EXIT, usageError } from "./failure.ts";
import { pause } from "./pause.ts";
import { type RemoteFlags, remoteConfig } from "./remote-config.ts";

/** Somebody waits: a restart of the server is bridged, a server that is not there is told soon. */
const RETRIES = 2;

/** A client for the server, the key and the space that are set. Throws where there is no key, or a bad setting. */
export function connect(context: Context, flags: RemoteFlags): RemoteContext {
  const { url, key, space } = remoteConfig(context.surroundings, flags);
  if (key === null) {
    const hint = "Set POSTHORN_KEY, or keep one with posthorn login. A node prints the first one when it first starts.";
    throw new CommandError("there is no key to call the API with", hint, EXIT.unauthorized);
  }
  const client = createClient(context, url.value, key.value);
  let own: Promise<string | null> | null = null;
  async function findSpace(): Promise<string | null> {
    if (space !== null) return space.value;
    own ??= client.me().then(({ id_space: idSpace }) => idSpace);
    return own;
  }
  return {
    ...context,
    client,
    url: url.value,
    key: key.value,
    idSpaceGiven: space?.value,
    findSpace,
    async idSpace() {
      const found = await findSpace();
      if (found !== null) return found;
      const hint = "Set POSTHORN_SPACE, or give --space <uuid>. posthorn spaces lists them.";
      throw usageError("which space is it about?", hint);
    },
  };
}

/** A client whose calls, and the pauses between their tries, end at Ctrl-C. */
export function createClient(
  { clock, interrupted }: Pick<Context, "clock" | "interrupted">,
  url: string,
  key: string,
): Posthorn {
  const options = {
    url,
    key,
    retries: RETRIES,
    fetch: (target: Parameters<typeof fetch>[0], init?: RequestInit) => {
      const signal = init?.signal ? AbortSignal.any([init.signal, interrupted]) : interrupted;
      return fetch(target, { ...init, signal });
    },
  };
  return new Posthorn(options, {
    now: clock.now,
    random: Math.random,
    pause: (ms) => pause(clock, ms, interrupted),
  });
}
