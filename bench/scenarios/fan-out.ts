import { median } from "../measure.ts";
import { withRig } from "../rig.ts";
import { type Bench, inTurns, medianRow, rounded, type Scenario, sizeOf } from "../scenario.ts";
import { CONNECTIONS, steadyTurn } from "./steady.ts";

const ENDPOINTS = 10;

export const fanOut: Scenario = {
  name: "fan-out",
  title: `each event to ${ENDPOINTS} endpoints`,
  async run(bench) {
    const { as: steady, bs: rates } = await inTurns(
      bench,
      async () => (await steadyTurn(bench, { kind: "posthorn", from: bench.from })).eventsPerSecond,
      () => fanOutRate(bench),
    );
    return [
      medianRow({
        figure: "deliveries/s over the steady scenario's",
        turns: rates.map((rate, round) => rate / (steady[round] ?? Number.NaN)),
        unit: "×",
        mark: { atLeast: 1.5 },
        detail: `${rounded(median(rates))} over ${rounded(median(steady))} deliveries/s`,
      }),
    ];
  },
};

/** Deliveries a second. */
async function fanOutRate(bench: Bench): Promise<number> {
  const count = sizeOf(bench, { full: 6_000, quick: 2_000, smoke: 50 });
  const pace = { kind: "closed", connections: CONNECTIONS } as const;
  return withRig({ kind: "posthorn", from: bench.from, slots: ENDPOINTS }, async (rig) => {
    await rig.run({ count: Math.ceil(count / 3), pace });
    const { eventsPerSecond } = await rig.run({ count, pace });
    return eventsPerSecond * ENDPOINTS;
  });
}
