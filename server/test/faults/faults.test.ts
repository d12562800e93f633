import { after, before, describe, it } from "node:test";
import { type Cluster, startCluster } from "./cluster.ts";
import { SCENARIOS } from "./scenarios.ts";
import { runTrial } from "./trial.ts";

/** Enough to be in the middle of everything when the harm is done. `npm run test:faults` asks for more. */
const SCALE = { connections: 12, pauseMs: 15, events: 100, awayMs: 300 };

let cluster: Cluster;
before(async () => {
  cluster = await startCluster();
});
after(() => cluster.close());

describe("three nodes under load send all that they have answered 202, and are well again by themselves, when", () => {
  for (const scenario of SCENARIOS.filter(({ isLong }) => isLong !== true)) {
    it(scenario.title, { timeout: 120_000 }, async (t) => {
      const { accepted, doubled, lost, refused, memoryMib } = await runTrial(cluster, scenario, SCALE);
      t.diagnostic(`accepted ${accepted}, doubled ${doubled}, lost ${lost}, refused ${refused}, ${memoryMib} MiB`);
    });
  }
});
