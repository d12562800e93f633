import { type NodeProcess, startNode, workingFolder } from "../node-process.ts";
import { createPostgresDatabase, type PostgresDatabase } from "../postgres-database.ts";
import { type PostgresProxy, startPostgresProxy } from "../postgres-proxy.ts";
import { type PostgresServer, startPostgresServer } from "../postgres-server.ts";

/** Three nodes, as processes, on one Postgres that keeps what it has committed, with a proxy on the way to it. */
export interface Cluster {
  server: PostgresServer;
  proxy: PostgresProxy;
  database: PostgresDatabase;
  /** Those that run, each in its place. */
  nodes: NodeProcess[];
  /** The role that the nodes have: it may do what docs/operating.md says and nothing else. */
  role: string;
  /** Starts a node and puts it in the place of another, which is left to the caller. */
  replace(place: number, oddity?: Oddity): Promise<NodeProcess>;
  /** Puts nodes like all others where odd ones are. */
  restore(): Promise<void>;
  /** How often a node has said so far that the others had taken it for dead. */
  countFenced(): number;
  close(): Promise<void>;
}

/** What a node has that others do not. */
export interface Oddity {
  clockShiftMs?: number;
  leaseMs?: number;
}

export const NODES = 3;
/** Long enough for a machine that is busy with other tests: no node is to be taken for dead that a test leaves alone. */
const LEASE_MS = 9_000;
const ROLE = "posthorn_node";
/** In the log of a node that was. */
const TAKEN_FOR_DEAD = "taken for dead";

export async function startCluster(): Promise<Cluster> {
  const folder = workingFolder();
  const server = await startPostgresServer({ isDurable: true });
  const database = await createPostgresDatabase(server.url);
  await database.query(`create role ${ROLE} login`);
  await database.query(`create schema posthorn authorization ${ROLE}`);
  const url = new URL(database.url);
  url.username = ROLE;
  const proxy = await startPostgresProxy(url.href);
  const odd = new Set<NodeProcess>();
  const started: NodeProcess[] = [];

  async function start({ clockShiftMs = 0, leaseMs = LEASE_MS }: Oddity = {}): Promise<NodeProcess> {
    const clock = new URL(`./shifted-clock.ts?ms=${clockShiftMs}`, import.meta.url);
    const node = await startNode({
      cwd: folder.path,
      env: {
        POSTHORN_DATABASE_URL: proxy.url,
        // The fewest there may be: so a pool is soon exhausted.
        POSTHORN_DATABASE_CONNECTIONS_MAX: "5",
        POSTHORN_LEASE_MS: String(leaseMs),
        ...(clockShiftMs === 0 ? {} : { NODE_OPTIONS: `--import=${clock.href}` }),
      },
    });
    started.push(node);
    if (clockShiftMs !== 0 || leaseMs !== LEASE_MS) odd.add(node);
    return node;
  }

  const nodes = await Promise.all(Array.from({ length: NODES }, () => start()));
  return {
    server,
    proxy,
    database,
    nodes,
    role: ROLE,
    async replace(place, oddity) {
      const node = await start(oddity);
      nodes[place] = node;
      return node;
    },
    async restore() {
      for (const [place, node] of nodes.entries()) {
        if (!odd.has(node)) continue;
        nodes[place] = await start();
        await node.end("SIGTERM");
      }
    },
    countFenced() {
      return started.reduce((sum, node) => sum + node.stderr().split(TAKEN_FOR_DEAD).length - 1, 0);
    },
    async close() {
      await Promise.all(started.map((node) => node.end("SIGKILL")));
      await proxy.close();
      try {
        await database.drop();
      } finally {
        await server.stop();
        folder.remove();
      }
    },
  };
}
