import { median } from "../measure.ts";
import { type Posting, withRig } from "../rig.ts";
import { type Bench, inTurns, medianRow, rounded, type Scenario, sizeOf } from "../scenario.ts";
import { CONNECTIONS } from "./steady.ts";

const BATCH = 500;
/** Batches under way at once. */
const BATCH_CONNECTIONS = 4;

export const bulk: Scenario = {
  name: "bulk",
  title: `NDJSON of ${BATCH} events against single posts`,
  async run(bench) {
    const { as: singles, bs: batches } = await inTurns(
      bench,
      () => acceptRate(bench, 1, CONNECTIONS),
      () => acceptRate(bench, BATCH, BATCH_CONNECTIONS),
    );
    const ratios = batches.map((rate, round) => rate / (singles[round] ?? Number.NaN));
    const detail = `${rounded(median(batches))} over ${rounded(median(singles))} events/s accepted, sending meanwhile`;
    return [
      medianRow({
        figure: "events accepted/s over single posts'",
        turns: ratios,
        unit: "×",
        mark: { atLeast: 4 },
        detail,
      }),
    ];
  },
};

async function acceptRate(bench: Bench, batch: number, connections: number): Promise<number> {
  const count = sizeOf(bench, { full: 60_000, quick: 20_000, smoke: 1_000 }) / (batch === 1 ? 4 : 1);
  return withRig({ kind: "posthorn", from: bench.from }, async (rig) => {
    await rig.run({ count: Math.ceil(count / 4), pace: { kind: "closed", connections }, batch });
    const posting = await rig.post({ count, pace: { kind: "closed", connections }, batch });
    await rig.settle(posting);
    return rateOfPosting(posting);
  });
}

function rateOfPosting({ posted }: Posting): number {
  return posted.acceptedCount / ((posted.endedAt - posted.startedAt) / 1000);
}
