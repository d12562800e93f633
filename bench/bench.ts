import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { describeMachine, machineText, noiseText, type Report, type Result, tableOf } from "./report.ts";
import type { Bench, Scenario } from "./scenario.ts";
import { SCENARIOS } from "./scenarios/all.ts";

/**
 * `npm run bench [-- <scenario>… --quick]`. Ends with 1 if an accepted event is missing or an outcome was recorded that
 * the receiver did not see, or if a scenario could not be run. A figure that misses its mark is told, and is no failure.
 */

const HELP = `npm run bench -- [scenario…] [--quick] [--rounds <n>] [--json <file>] [--from built|source]

  --quick   minutes instead of an hour: fewer events, one turn of each side
  --smoke   seconds, to see that it works: the figures mean nothing
  --rounds  turns of each side in a comparison (default 3, with --quick or --smoke 1)
  --json    where the report goes (default bench-report.json)
  --from    built (default): as it runs in production; source: as npm start runs it

Scenarios:
${SCENARIOS.map(({ name, title }) => `  ${name.padEnd(13)} ${title}`).join("\n")}
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    help: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
    smoke: { type: "boolean", default: false },
    rounds: { type: "string" },
    json: { type: "string", default: "bench-report.json" },
    from: { type: "string", default: "built" },
  },
});

const unknown = positionals.filter((name) => !SCENARIOS.some((scenario) => scenario.name === name));
if (values.help || unknown.length > 0) {
  if (unknown.length > 0) process.stderr.write(`There is no scenario ${unknown.join(", ")}.\n`);
  process.stdout.write(HELP);
  process.exitCode = unknown.length > 0 ? 2 : 0;
} else {
  await main(SCENARIOS.filter(({ name }) => positionals.length === 0 || positionals.includes(name)));
}

async function main(scenarios: readonly Scenario[]): Promise<void> {
  const scale = values.smoke ? "smoke" : values.quick ? "quick" : "full";
  const rounds = Number(values.rounds ?? (scale === "full" ? 3 : 1));
  const report: Report = {
    machine: describeMachine(),
    startedAt: new Date().toISOString(),
    scale,
    rounds,
    results: [],
  };
  process.stdout.write(`${machineText(report.machine)}\n`);
  const say = (text: string) => process.stdout.write(`${text}\n`);
  const from = values.from === "source" ? "source" : "built";
  const bench: Bench = { scale, rounds, from, say };
  for (const scenario of scenarios) {
    say(`\n${scenario.name}: ${scenario.title}`);
    report.results.push(await resultOf(scenario, bench));
    // After each, so that what is known is not lost with a scenario that never ends.
    writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
  }
  say(`\n${tableOf(report.results)}\n`);
  const noise = noiseText(report.results);
  if (noise !== null) say(`${noise}\n`);
  say(`Written to ${values.json}`);
  if (report.results.some(({ failure }) => failure !== null)) process.exitCode = 1;
}

async function resultOf(scenario: Scenario, bench: Bench): Promise<Result> {
  const { name, title } = scenario;
  try {
    return { scenario: name, title, rows: await scenario.run(bench), failure: null };
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error);
    bench.say(`  FAILED: ${failure}`);
    return { scenario: name, title, rows: [], failure };
  }
}
