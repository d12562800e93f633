import { after, afterEach, before } from "node:test";
import { type FrontDoor, startFrontDoor } from "./front-door.ts";
import { type ListenerProcess, startListener } from "./listener-process.ts";
import { type NodeProcess, startNode, workingFolder } from "./node-process.ts";
import { freePort } from "./ports.ts";
import { createPostgresDatabase, type PostgresDatabase } from "./postgres-database.ts";
import { type Answer, type Receiver, startReceiver } from "./receiver.ts";

/** One of several behind the same URL, and how it is reached itself. */
export interface OwnNode extends NodeProcess {
  port: number;
  own: string;
}

export interface NodesBehindDoor {
  /** What stands before the nodes, and leads to one of them. */
  door(): FrontDoor;
  database(): PostgresDatabase;
  startOne(env?: Readonly<Record<string, string>>): Promise<OwnNode>;
  receive(answer?: Answer): Promise<Receiver>;
  /** A listener that comes by the door. */
  listen(idSpace: string, receiver: Receiver): Promise<ListenerProcess>;
}

/**
 * Real nodes on a Postgres database of a test file's own, behind one URL. What a test starts by it ends with the test,
 * the newest first.
 */
export function withNodesBehindDoor(settings: Readonly<Record<string, string>> = {}): NodesBehindDoor {
  const folder = workingFolder();
  const ends: (() => Promise<unknown>)[] = [];
  let database: PostgresDatabase;
  let door: FrontDoor;
  before(async () => {
    database = await createPostgresDatabase();
    door = await startFrontDoor();
  });
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });
  after(async () => {
    await door.close();
    await database.drop();
    folder.remove();
  });
  return {
    door: () => door,
    database: () => database,
    async startOne(env = {}) {
      const port = await freePort();
      const own = {
        POSTHORN_DATABASE_URL: database.url,
        POSTHORN_PUBLIC_URL: door.url,
        POSTHORN_PORT: String(port),
        // The shortest lease there is: so long nobody looks after what a dead node had.
        POSTHORN_LEASE_MS: "1000",
        // Nothing that tests wait for ends by these.
        POSTHORN_LISTEN_GRACE_MS: "600000",
        POSTHORN_TIMEOUT_MS: "60000",
        ...settings,
        ...env,
      };
      const node = { ...(await startNode({ cwd: folder.path, env: own })), port, own: `http://127.0.0.1:${port}` };
      ends.push(() => node.end("SIGKILL"));
      return node;
    },
    async receive(answer) {
      const receiver = await startReceiver(answer);
      ends.push(() => receiver.close());
      return receiver;
    },
    async listen(idSpace, receiver) {
      const args = ["--forward-to", receiver.url];
      const listener = await startListener({ cwd: folder.path, url: door.url, idSpace, args });
      ends.push(() => listener.end("SIGKILL"));
      return listener;
    },
  };
}
