import { setTimeout } from "node:timers/promises";
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
  replace(place: number, clockShiftMs?: number): Promise<NodeProcess>;
  /** Puts nodes with the right time where others are. */
  restore(): Promise<void>;
  close(): Promise<void>;
}

export const NODES = 3;
/** Short, so that taking over is seen soon; long enough for a machine that is busy with other tests. */
const LEASE_MS = 3_000;
const POLL_MS = 20;
const ROLE = "posthorn_node";

export async function startCluster(): Promise<Cluster> {
  const folder = workingFolder();
  const server = await startPostgresServer({ isDurable: true });
  const database = await createPostgresDatabase(server.url);
  await database.query(`create role ${ROLE} login`);
  await database.query(`create schema posthorn authorization ${ROLE}`);
  const url = new URL(database.url);
  url.username = ROLE;
  const proxy = await startPostgresProxy(url.href);
  const shifted = new Set<NodeProcess>();
  const started: NodeProcess[] = [];

  async function start(clockShiftMs = 0): Promise<NodeProcess> {
    const clock = new URL(`./shifted-clock.ts?ms=${clockShiftMs}`, import.meta.url);
    const node = await startNode({
      cwd: folder.path,
      env: {
        POSTHORN_DATABASE_URL: proxy.url,
        // The fewest there may be: so a pool is soon exhausted.
        POSTHORN_DATABASE_CONNECTIONS_MAX: "4",
        POSTHORN_LEASE_MS: String(LEASE_MS),
        ...(clockShiftMs === 0 ? {} : { NODE_OPTIONS: `--import=${clock.href}` }),
      },
    });
    started.push(node);
    if (clockShiftMs !== 0) shifted.add(node);
    return node;
  }

  const nodes = await Promise.all(Array.from({ length: NODES }, () => start()));
  return {
    server,
    proxy,
    database,
    nodes,
    role: ROLE,
    async replace(place, clockShiftMs) {
      const node = await start(clockShiftMs);
      nodes[place] = node;
      return node;
    },
    async restore() {
      for (const [place, node] of nodes.entries()) {
        if (!shifted.has(node)) continue;
        nodes[place] = await start();
        await node.end("SIGTERM");
      }
    },
    async close() {
      await Promise.all(started.map((node) => node.end("SIGKILL")));
      await proxy.close();
      await database.drop();
      await server.stop();
      folder.remove();
    },
  };
}

/** Asks again and again until it is so: what happens in other processes has no event here. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await setTimeout(POLL_MS);
}
