import { connect, createServer, type Socket } from "node:net";
import { portOf } from "./ports.ts";

/** A load balancer in front of nodes, of which all connections go to one. */
export interface FrontDoor {
  url: string;
  /** Where connections go that are made from now on. At first nowhere: they are refused. */
  leadTo(port: number): void;
  /** Breaks all connections off. */
  cut(): void;
  /** As a cable that is pulled: of the connections that are there nothing passes any more, and nobody is told. */
  silence(): void;
  close(): Promise<void>;
}

export async function startFrontDoor(): Promise<FrontDoor> {
  const sockets = new Set<Socket>();
  let target: number | null = null;
  const server = createServer((client) => {
    if (target === null) {
      client.destroy();
      return;
    }
    const upstream = connect(target, "127.0.0.1");
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      // Cutting is what it is for.
      socket.on("error", () => socket.destroy());
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroySoon();
      });
      socket.pipe(other);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    leadTo(port) {
      target = port;
    },
    cut,
    silence() {
      for (const socket of sockets) socket.unpipe().pause();
    },
    close() {
      cut();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
