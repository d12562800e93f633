import { withRig } from "../rig.ts";
import { rounded, type Scenario, sizeOf } from "../scenario.ts";
import { CONNECTIONS, steadyRate } from "./steady.ts";

const ENDPOINTS = 10;

export const fanOut: Scenario = {
  name: "fan-out",
  title: `each event to ${ENDPOINTS} endpoints`,
  async run(bench) {
    const steady = await steadyRate(bench);
    const count = sizeOf(bench, { full: 6_000, quick: 2_000, smoke: 50 });
    const pace = { kind: "closed", connections: CONNECTIONS } as const;
    const { eventsPerSecond } = await withRig({ kind: "posthorn", from: bench.from, slots: ENDPOINTS }, async (rig) => {
      await rig.run({ count: Math.ceil(count / 5), pace });
      return rig.run({ count, pace });
    });
    const rate = eventsPerSecond * ENDPOINTS;
    return [
      {
        figure: "deliveries/s over the steady scenario's",
        value: rate / steady,
        unit: "×",
        mark: { atLeast: 1.5 },
        detail: `${rounded(rate)} over ${rounded(steady)} deliveries/s`,
      },
    ];
  },
};
