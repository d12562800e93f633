import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** Stands between nodes and Postgres, and can cut them off. */
export interface PostgresProxy {
  /** The database's URL, by way of the proxy. */
  url: string;
  /** Breaks every connection off, and refuses new ones until `mend`. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

export async function startPostgresProxy(databaseUrl: string): Promise<PostgresProxy> {
  const target = new URL(databaseUrl);
  const folder = target.searchParams.get("host");
  const port = target.port || "5432";
  const sockets = new Set<Socket>();
  let isCut = false;

  function keep(socket: Socket): Socket {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    // Cutting is what it is for.
    socket.on("error", () => socket.destroy());
    return socket;
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
    upstream.on("close", () => client.destroy());
    client.pipe(upstream).pipe(client);
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
    close() {
      breakOff();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
