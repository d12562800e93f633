import type { WebSocket } from "ws";
import type { Clock } from "../core/clock.ts";

/** Proxies cut connections on which nothing moves, often after a minute. */
const PING_EVERY_MS = 10_000;
/** Three pings without an echo: the other side is gone, whatever the network says. */
const SILENT_MS_MAX = 30_000;

/** Keeps a connection alive, and ends one that is dead. `closed` is called once, however it ended. */
export function watchConnection(
  clock: Clock,
  socket: WebSocket,
  { heard, closed }: { heard(text: string): void; closed(): void },
): void {
  let heardAt = clock.elapsed();
  let cancelPing = clock.after(PING_EVERY_MS, ping);

  function ping(): void {
    if (clock.elapsed() - heardAt > SILENT_MS_MAX) socket.terminate();
    else socket.ping();
    cancelPing = clock.after(PING_EVERY_MS, ping);
  }

  function note(): void {
    heardAt = clock.elapsed();
  }

  socket.on("pong", note);
  socket.on("message", (data) => {
    note();
    // One buffer with the whole message is what `ws` gives, unless it is told otherwise.
    heard(String(data));
  });
  // What is wrong shows in the end of the connection.
  socket.on("error", () => {});
  socket.on("close", () => {
    cancelPing();
    closed();
  });
}
