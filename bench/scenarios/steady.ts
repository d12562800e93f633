import { type CpuTimes, median, sum, THREADS } from "../measure.ts";
import { type Rig, type RigOptions, type Run, withRig } from "../rig.ts";
import { type Bench, inTurns, medianRow, type Row, rounded, type Scenario, sizeOf } from "../scenario.ts";

/** Posts under way at once: enough to keep any sender busy. */
export const CONNECTIONS = 64;
const CLOSED = { kind: "closed", connections: CONNECTIONS } as const;

/** One space, one endpoint, single posts of 1 KiB, as fast as they are taken. */
export const steady: Scenario = {
  name: "steady",
  title: "1 space, 1 endpoint, payloads of 1 KiB, single posts",
  async run(bench) {
    const turn = (kind: "relay" | "posthorn") => steadyTurn(bench, { kind, from: bench.from });
    const { as: relays, bs: posthorns } = await inTurns(
      bench,
      () => turn("relay"),
      () => turn("posthorn"),
    );
    return [ratioRow("events/s over the relay's", posthorns, relays, { atLeast: 0.6 }), costRow(posthorns, relays)];
  },
};

/** Warm-up, then one run that counts. `prepare` is called in between. */
export async function steadyTurn(
  bench: Bench,
  options: RigOptions,
  prepare: (rig: Rig) => Promise<void> = async () => {},
): Promise<Run> {
  // Until the compilers of V8 have done most of their work.
  const { warm, count } = sizeOf(bench, {
    full: { warm: 20_000, count: 30_000 },
    quick: { warm: 10_000, count: 12_000 },
    smoke: { warm: 100, count: 300 },
  });
  return withRig(options, async (rig) => {
    await rig.run({ count: warm, pace: CLOSED });
    await prepare(rig);
    const run = await rig.run({ count, pace: CLOSED });
    bench.say(`  ${options.kind}: ${rounded(run.eventsPerSecond)} events/s, ${costOf(run)}`);
    return run;
  });
}

function rateOf(runs: readonly Run[]): number {
  return median(runs.map(({ eventsPerSecond }) => eventsPerSecond));
}

/** Each turn over the one before it: what slows the machine for a while slows both. */
export function ratioRow(figure: string, runs: readonly Run[], base: readonly Run[], mark: Row["mark"]): Row {
  const ratios = runs.map((run, round) => run.eventsPerSecond / (base[round]?.eventsPerSecond ?? Number.NaN));
  const each = ratios.map((ratio) => rounded(ratio, 2)).join(" ");
  const detail = `${rounded(rateOf(runs))} over ${rounded(rateOf(base))} events/s; in turns ${each}`;
  return medianRow({ figure, turns: ratios, unit: "×", mark, detail });
}

/** The measure that other work on the machine does not change. */
function costRow(posthorns: readonly Run[], relays: readonly Run[]): Row {
  const [posthorn, relay] = [costsOf(posthorns), costsOf(relays)];
  const isKnown = posthorn !== null && relay !== null;
  return {
    figure: "CPU an event, the relay's over it",
    value: isKnown ? relay / posthorn : null,
    unit: "×",
    mark: null,
    detail: isKnown ? `${rounded(posthorn)} µs against ${rounded(relay)} µs` : "this system does not tell CPU times",
  };
}

function costsOf(runs: readonly Run[]): number | null {
  const costs = runs.flatMap(({ cpuUsPerEvent }) => (cpuUsPerEvent === null ? [] : totalOf(cpuUsPerEvent)));
  return costs.length === 0 ? null : sum(costs) / costs.length;
}

function costOf({ cpuUsPerEvent: us }: Run): string {
  if (us === null) return "CPU unknown";
  const parts = THREADS.filter((kind) => us[kind] >= 1).map((kind) => `${kind} ${rounded(us[kind])}`);
  return `${rounded(totalOf(us))} µs of CPU each: ${parts.join(", ")}`;
}

function totalOf(us: CpuTimes): number {
  return sum(Object.values(us));
}
