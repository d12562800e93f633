import { parseArgs } from "node:util";
import { startCluster } from "./cluster.ts";
import { LONG, SHORT } from "./scale.ts";
import { SCENARIOS, type Scenario } from "./scenarios.ts";
import { type Result, runTrial } from "./trial.ts";

/** `npm run test:faults`: each scenario under more load and for longer, several times, and a table of what came of it. */

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    /** As in `npm test`: under little load, without what differs little from another. */
    short: { type: "boolean", default: false },
    /** Words of a title: only such scenarios. */
    only: { type: "string", default: "" },
  },
});
const rounds = Number(values.rounds);
if (!(Number.isInteger(rounds) && rounds > 0))
  throw new Error(`--rounds takes a number of rounds, not ${values.rounds}`);
const scenarios = SCENARIOS.filter(({ title, isLong }) => title.includes(values.only) && !(values.short && isLong));
if (scenarios.length === 0) throw new Error(`no scenario has "${values.only}" in its title`);

const COLUMNS = ["accepted", "delivered", "doubled", "fenced", "lost", "refused", "memoryMib"] as const;
const WIDTH = 10;
const titleWidth = Math.max(...scenarios.map(({ title }) => title.length));

printLine("", [...COLUMNS]);
const cluster = await startCluster();
try {
  for (let round = 0; round < rounds; round++) {
    for (const scenario of scenarios) await tryOne(scenario);
  }
} finally {
  await cluster.close();
}

async function tryOne(scenario: Scenario): Promise<void> {
  const result: Result = await runTrial(cluster, scenario, values.short ? SHORT : LONG);
  printLine(
    scenario.title,
    COLUMNS.map((column) => result[column]),
  );
}

function printLine(title: string, cells: readonly (string | number)[]): void {
  process.stdout.write(`${title.padEnd(titleWidth)}${cells.map((cell) => String(cell).padStart(WIDTH)).join("")}\n`);
}
