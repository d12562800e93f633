import type { Clock } from "../core/clock.ts";
import type { Keyring, Scope } from "./auth.ts";

/** Should a revocation have been missed: after this long a connection ends, and whoever comes back shows the key again. */
const CONNECTED_MS_MAX = 30 * 60_000;

/** Ends a connection that lasts with the key that it came by: when that is revoked, or its session is over. */
export function bindToKey(
  { clock, keyring }: { clock: Clock; keyring: Pick<Keyring, "watch"> },
  { id, session }: Scope,
  end: () => void,
): () => void {
  const leftMs = session === null ? CONNECTED_MS_MAX : Math.min(CONNECTED_MS_MAX, session.expiresAt - clock.now());
  const cancel = clock.after(leftMs, end);
  const stop = keyring.watch((forgotten) => {
    if (forgotten === id || (forgotten === null && id !== null)) end();
  });
  return () => {
    cancel();
    stop();
  };
}
