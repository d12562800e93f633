import { once } from "node:events";
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
  /** The next time that a node names this statement, what it says waits here until the test says what becomes of it. */
  stopAt(statement: string): Promise<Stopped>;
  close(): Promise<void>;
}

/** What a node has said to Postgres, under way. */
export interface Stopped {
  /** It goes on as if nothing had been. Resolves once Postgres has answered. */
  passOn(): Promise<void>;
  /** It never arrives, and the connection is broken off on both sides. */
  lose(): void;
  /** It arrives, and the connection is broken off before the node has the answer. Resolves once there is one. */
  loseAnswer(): Promise<void>;
  /** The node's side is broken off. What it has said still arrives once it is passed on. */
  breakOff(): void;
}

export async function startPostgresProxy(databaseUrl: string): Promise<PostgresProxy> {
  const target = new URL(databaseUrl);
  const folder = target.searchParams.get("host");
  const port = target.port || "5432";
  const sockets = new Set<Socket>();
  const stops = createStops();
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
    keep(client);
    // A server that is not there, or has gone without a farewell. What it has said last still goes out.
    upstream.on("error", () => client.destroySoon());
    stops.passOn(client, upstream);
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
    stopAt: stops.at,
    close() {
      breakOff();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** What nodes say to Postgres, up to where a test wants it stopped. */
function createStops() {
  const stops = new Map<string, (stopped: Stopped) => void>();

  function passOn(client: Socket, upstream: Socket): void {
    let isUpstreamKept = false;
    client.on("data", (piece) => {
      // In the protocol the name of a statement ends with a zero, and so does the text of one that has none.
      const [statement, stop] = [...stops].find(([name]) => piece.includes(`${name}\0`)) ?? [];
      if (statement === undefined || stop === undefined) {
        upstream.write(piece);
        return;
      }
      stops.delete(statement);
      client.pause();
      const goOn = async () => {
        const answered = once(upstream, "data");
        upstream.write(piece);
        client.resume();
        await answered;
      };
      stop({
        passOn: goOn,
        lose: () => client.destroy(),
        async loseAnswer() {
          upstream.removeAllListeners("data");
          await goOn();
          client.destroy();
        },
        breakOff() {
          isUpstreamKept = true;
          client.destroy();
        },
      });
    });
    client.on("end", () => upstream.end());
    client.on("close", () => {
      if (!isUpstreamKept) upstream.destroy();
    });
  }

  return {
    passOn,
    at: (statement: string) => new Promise<Stopped>((resolve) => stops.set(statement, resolve)),
  };
}
