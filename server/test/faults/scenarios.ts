import { strict as assert } from "node:assert";
import { setTimeout } from "node:timers/promises";
import pg from "pg";
import { call } from "../api-calls.ts";
import type { NodeProcess } from "../node-process.ts";
import { type Cluster, NODES, type Oddity } from "./cluster.ts";
import type { Trial } from "./trial.ts";

/** Something that goes wrong while three nodes are under load. */
export interface Scenario {
  title: string;
  /** Whether requests may come twice: only where a node has died or was taken for dead. */
  mayDouble: boolean;
  /** Tried in the long form only: it differs little from another. */
  isLong?: boolean;
  /** Does the harm and mends what a person would have to mend; the nodes have to come back by themselves. */
  strike(cluster: Cluster, trial: Trial): Promise<void>;
}

const HOUR_MS = 3_600_000;
const SLOW_MS = 200;
/** Of a node that is to be missed soon. */
const BRIEF_LEASE_MS = 1_500;

export const SCENARIOS: readonly Scenario[] = [
  {
    title: "Postgres crashes and is started again",
    mayDouble: false,
    async strike(cluster, trial) {
      await trial.untilQueued(30);
      await cluster.server.crash();
      try {
        const arrived = trial.arrived();
        trial.letGo();
        await trial.until("deliveries that go on without Postgres", () => trial.arrived() > arrived);
        await untilAway(cluster, trial);
        await setTimeout(trial.scale.awayMs);
      } finally {
        await cluster.server.restart();
      }
    },
  },
  {
    title: "all connections to Postgres are ended, again and again",
    mayDouble: false,
    async strike(cluster, trial) {
      for (let round = 0; round < 5; round++) {
        await endConnections(cluster);
        await trial.untilMore(trial.scale.events / 10);
      }
    },
  },
  {
    title: "Postgres has no connection left for the nodes",
    mayDouble: false,
    async strike(cluster, trial) {
      await cluster.database.query(`alter role ${cluster.role} connection limit 0`);
      try {
        await endConnections(cluster);
        await untilAway(cluster, trial);
        await setTimeout(trial.scale.awayMs);
      } finally {
        await cluster.database.query(`alter role ${cluster.role} connection limit -1`);
      }
    },
  },
  {
    title: "every connection of every pool waits for a lock",
    mayDouble: false,
    async strike(cluster, trial) {
      const locker = new pg.Client(cluster.database.url);
      await locker.connect();
      try {
        const tables = "posthorn.owed, posthorn.node_fence, posthorn.endpoint, posthorn.event_key";
        // Whoever waits for the other, it is a node that shall give in.
        await locker.query("set deadlock_timeout = '60s'");
        await locker.query(`begin; lock table ${tables}`);
        const reads = cluster.nodes.flatMap(({ url }) =>
          Array.from({ length: 8 }, () => fetch(`${url}/metrics`).then((answer) => answer.text())),
        );
        const areAllWaiting = async () => (await countWaiting(locker)) >= cluster.nodes.length * 4;
        await trial.until("every connection waiting for the lock", areAllWaiting);
        await setTimeout(trial.scale.awayMs);
        await locker.query("rollback");
        await Promise.all(reads);
      } finally {
        await locker.end();
      }
    },
  },
  {
    title: `Postgres answers ${SLOW_MS} ms late`,
    mayDouble: false,
    async strike(cluster, trial) {
      cluster.proxy.delay(SLOW_MS);
      try {
        await trial.untilMore(trial.scale.events);
      } finally {
        cluster.proxy.delay(0);
      }
    },
  },
  {
    title: "a node is killed, and another started in its place",
    mayDouble: true,
    async strike(cluster, trial) {
      const { end } = await swap(cluster, 0, { leaseMs: BRIEF_LEASE_MS });
      await trial.untilQueued(30);
      assert.equal(await end("SIGKILL"), "SIGKILL");
      trial.letGo();
      await Promise.all([cluster.replace(0), untilNodes(cluster, trial, NODES)]);
    },
  },
  {
    title: "a node is frozen until others have taken over, and goes on",
    mayDouble: true,
    async strike(cluster, trial) {
      const { child } = await swap(cluster, 1, { leaseMs: BRIEF_LEASE_MS });
      await trial.untilQueued(30);
      child.kill("SIGSTOP");
      try {
        trial.letGo();
        await untilNodes(cluster, trial, NODES - 1);
      } finally {
        child.kill("SIGCONT");
      }
      await untilNodes(cluster, trial, NODES);
    },
  },
  {
    title: "a deploy replaces all nodes one by one",
    mayDouble: false,
    async strike(cluster, trial) {
      for (let place = 0; place < NODES; place++) {
        await swap(cluster, place);
        await trial.untilMore(trial.scale.events / 10);
      }
    },
  },
  ...[HOUR_MS, -HOUR_MS].map((shiftMs) => ({
    title: `the clock of a node is an hour ${shiftMs > 0 ? "fast" : "slow"}`,
    mayDouble: false,
    isLong: shiftMs < 0,
    async strike(cluster: Cluster, trial: Trial) {
      const shifted = await swap(cluster, 2, { clockShiftMs: shiftMs });
      await trial.untilMore(trial.scale.events);
      // It does not only stand there: what it is asked for it does.
      const body = { id_space: trial.idSpace, event: "lead.create", payload: {} };
      const { id, created_at } = await call("POST", `${shifted.url}/v1/events`, 202, body);
      trial.traffic.accepted.add(id);
      assert.ok(Math.abs(Date.parse(created_at) - Date.now() - shiftMs) < HOUR_MS / 2, created_at);
    },
  })),
];

/** As a deploy does: the new node is there before the old one is told to go. */
async function swap(cluster: Cluster, place: number, oddity?: Oddity): Promise<NodeProcess> {
  const old = cluster.nodes[place];
  const node = await cluster.replace(place, oddity);
  assert.equal(await old?.end("SIGTERM"), 0);
  return node;
}

/** Until so many are nodes of the database, none of them dead. */
function untilNodes({ database }: Cluster, trial: Trial, count: number): Promise<void> {
  return trial.until(`${count} nodes alive`, async () => {
    const [row] = await database.query("select count(*)::int as n from posthorn.node_fence where not is_dead");
    return row?.["n"] === count;
  });
}

/** Until every node says that it cannot keep events, and the app was told so. */
async function untilAway({ nodes }: Cluster, trial: Trial): Promise<void> {
  const refused = trial.traffic.refused();
  await trial.until("503 from every node", async () => {
    const ready = await Promise.all(nodes.map(({ url }) => fetch(`${url}/readyz`)));
    return ready.every(({ status }) => status === 503) && trial.traffic.refused() > refused + 10;
  });
}

async function endConnections({ database, role }: Cluster): Promise<void> {
  await database.query("select pg_terminate_backend(pid) from pg_stat_activity where usename = $1", [role]);
}

async function countWaiting(client: pg.Client): Promise<number> {
  const waiting = "select count(*)::int as n from pg_stat_activity where wait_event_type = 'Lock'";
  return (await client.query<{ n: number }>(waiting)).rows[0]?.n ?? 0;
}
