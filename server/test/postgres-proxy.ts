import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { setTimeout } from "node:timers/promises";

/** Stands between nodes and Postgres, and can cut them off or slow them down. */
export interface PostgresProxy {
  /** The database's URL, by way of the proxy. */
  url: string;
  /** Breaks every connection off, and refuses new ones until `mend`. */
  cut(): void;
  mend(): void;
  /** From now on each answer of Postgres takes so much longer. */
  delay(ms: number): void;
  close(): Promise<void>;
}

export async function startPostgresProxy(databaseUrl: string): Promise<PostgresProxy> {
  const target = new URL(databaseUrl);
  const folder = target.searchParams.get("host");
  const port = target.port || "5432";
  const sockets = new Set<Socket>();
  let isCut = false;
  let delayMs = 0;

  function keep(socket: Socket): Socket {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    // Cutting is what it is for.
    socket.on("error", () => socket.destroy());
    return socket;
  }

  /** Each piece when its time has come, in their order, also where the delay was shortened meanwhile. */
  function passOn(from: Socket, to: Socket): void {
    let earlier: Promise<unknown> = Promise.resolve();
    from.on("data", (piece) => {
      const delayed = delayMs === 0 ? earlier : Promise.all([earlier, setTimeout(delayMs)]);
      earlier = delayed.then(() => to.writable && to.write(piece));
    });
    from.on("end", () => void earlier.then(() => to.end()));
  }

  const server = createServer((client) => {
    if (isCut) {
      client.destroy();
      return;
    }
    const upstream = keep(
      folder === null ? connect(Number(port), target.hostname) : connect(`${folder}/.s.PGSQL.${port}`),
    );
    keep(client).on("close", () => upstream.destroy());
    // A server that is not there, or has gone without a farewell. What it has said last still goes out.
    upstream.on("error", () => client.destroySoon());
    client.pipe(upstream);
    passOn(upstream, client);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = new URL(databaseUrl);
  url.searchParams.delete("host");
  url.hostname = "127.0.0.1";
  // A server that listens on a port has an address with a port.
  url.port = String((server.address() as AddressInfo).port);
  const breakOff = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: url.href,
    cut() {
      isCut = true;
      breakOff();
    },
    mend() {
      isCut = false;
    },
    delay(ms) {
      delayMs = ms;
    },
    close() {
      breakOff();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
