import { startPostgresServer } from "../../server/test/postgres-server.ts";
import type { RigOptions, Run } from "../rig.ts";
import { type Bench, inTurns, type Row, type Scenario } from "../scenario.ts";
import { ratioRow, steadyTurn } from "./steady.ts";

const OVER_RELAY = "events/s over the relay's, on Postgres";
const TWO_NODES = "events/s of two nodes over one's";

/** On the Postgres that npm has brought, with every commit on the disk before it is answered. */
export const postgres: Scenario = {
  name: "postgres",
  title: "steady on a Postgres on this machine, and two nodes on one database",
  async run(bench) {
    const reason = await whyNotHere();
    if (reason !== null) return [notHere(OVER_RELAY, { atLeast: 0.4 }, reason), notHere(TWO_NODES, null, reason)];
    return [await overRelay(bench), await twoNodes(bench)];
  },
};

/** Null: Postgres starts. */
async function whyNotHere(): Promise<string | null> {
  try {
    const { stop } = await startPostgresServer({ isDurable: true });
    await stop();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function notHere(figure: string, mark: Row["mark"], reason: string): Row {
  return { figure, value: null, unit: "×", mark, detail: `not here: ${reason}` };
}

async function overRelay(bench: Bench): Promise<Row> {
  const { as: relays, bs: posthorns } = await inTurns(
    bench,
    () => steadyTurn(bench, { kind: "relay", from: bench.from }),
    () => turn(bench, {}),
  );
  return ratioRow(OVER_RELAY, posthorns, relays, { atLeast: 0.4 });
}

async function twoNodes(bench: Bench): Promise<Row> {
  const { as: one, bs: two } = await inTurns(
    bench,
    () => turn(bench, { nodes: 1 }),
    () => turn(bench, { nodes: 2 }),
  );
  return ratioRow(TWO_NODES, two, one, null);
}

/** Each on a server of its own, so that no turn finds what the one before it has left. */
async function turn(bench: Bench, options: Partial<RigOptions>): Promise<Run> {
  const { url, stop } = await startPostgresServer({ isDurable: true });
  try {
    return await steadyTurn(bench, { kind: "posthorn", from: bench.from, databaseUrl: url, ...options });
  } finally {
    await stop();
  }
}
