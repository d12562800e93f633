import { withRig } from "../rig.ts";
import { type Bench, medianRow, rounded, type Scenario, sizeOf } from "../scenario.ts";
import { CONNECTIONS } from "./steady.ts";

const ANSWER_MS = 100;
/** The window grows in this first part of the arrivals. */
const WARM_UP_PART = 0.4;

export const farReceiver: Scenario = {
  name: "far-receiver",
  title: `one endpoint that answers after ${ANSWER_MS} ms`,
  async run(bench) {
    const count = sizeOf(bench, { full: 10_000, quick: 4_000, smoke: 200 });
    const turns: number[] = [];
    for (let round = 0; round < bench.rounds; round++) turns.push(await warmRate(bench, count));
    return [
      medianRow({
        figure: "deliveries/s after warm-up",
        turns,
        unit: "/s",
        mark: { atLeast: 500 },
        detail: `the last ${rounded(count - warmCount(count))} of ${rounded(count)} events`,
      }),
    ];
  },
};

async function warmRate(bench: Bench, count: number): Promise<number> {
  const { arrivals } = await withRig({ kind: "posthorn", from: bench.from, answerMs: ANSWER_MS }, (rig) =>
    rig.run({ count, pace: { kind: "closed", connections: CONNECTIONS } }),
  );
  const at = arrivals.at.toSorted();
  const warm = warmCount(count);
  return (count - 1 - warm) / (((at.at(-1) ?? Number.NaN) - (at[warm] ?? Number.NaN)) / 1000);
}

function warmCount(count: number): number {
  return Math.floor(count * WARM_UP_PART);
}
