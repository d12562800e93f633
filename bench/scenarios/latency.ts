import { median, percentile } from "../measure.ts";
import { type Run, withRig } from "../rig.ts";
import { type Bench, inTurns, type Mark, medianRow, type Row, rounded, type Scenario, sizeOf } from "../scenario.ts";

const PER_SECOND = 1_000;

/** Milliseconds of one turn. */
interface Latency {
  p50: number;
  p99: number;
}

interface Latencies {
  fromAnswer: Latency;
  fromDue: Latency;
}

export const latency: Scenario = {
  name: "latency",
  title: `${PER_SECOND} events/s, each due at its time whatever the answers do`,
  async run(bench) {
    const { as: relays, bs: posthorns } = await inTurns(
      bench,
      () => turn(bench, "relay"),
      () => turn(bench, "posthorn"),
    );
    const row = (name: string, from: keyof Latencies, part: keyof Latency, mark: Mark | null): Row => {
      const ours = posthorns.map((each) => each[from][part]);
      const theirs = relays.map((each) => each[from][part]);
      const turns = ours.map((ms, round) => ms - (theirs[round] ?? Number.NaN));
      const detail = `${rounded(median(ours), 2)} ms against ${rounded(median(theirs), 2)} ms`;
      return medianRow({ figure: `${name}, ${part}, over the relay's`, turns, unit: "ms", mark, detail });
    };
    return [
      row("202 to arrival", "fromAnswer", "p50", { atMost: 3 }),
      row("202 to arrival", "fromAnswer", "p99", { atMost: 20 }),
      row("due to arrival", "fromDue", "p50", null),
      row("due to arrival", "fromDue", "p99", null),
    ];
  },
};

async function turn(bench: Bench, kind: "relay" | "posthorn"): Promise<Latencies> {
  const seconds = sizeOf(bench, { full: 20, quick: 8, smoke: 0.3 });
  const pace = { kind: "open", perSecond: PER_SECOND } as const;
  const run = await withRig({ kind, from: bench.from }, async (rig) => {
    await rig.run({ count: Math.ceil((PER_SECOND * seconds) / 4), pace });
    return rig.run({ count: PER_SECOND * seconds, pace });
  });
  const latencies = { fromAnswer: latencyOf(run, run.posted.acceptedAt), fromDue: latencyOf(run, run.posted.dueAt) };
  const { p50, p99 } = latencies.fromAnswer;
  bench.say(`  ${kind}: 202 to arrival ${rounded(p50, 2)} ms, p99 ${rounded(p99, 2)} ms`);
  return latencies;
}

/** From a moment of each event until its arrival. Below zero where it came before its 202 did. */
export function latencyOf({ arrivals }: Pick<Run, "arrivals">, from: Float64Array): Latency {
  const latencies = from.map((at, place) => (arrivals.at[place] ?? Number.NaN) - at);
  return { p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) };
}
