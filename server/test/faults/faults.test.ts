import { after, before, describe, it } from "node:test";
import { type Cluster, startCluster } from "./cluster.ts";
import { SHORT } from "./scale.ts";
import { SCENARIOS } from "./scenarios.ts";
import { runTrial } from "./trial.ts";

let cluster: Cluster;

before(async () => {
  cluster = await startCluster();
});

after(() => cluster.close());

describe("three nodes under load send all that they have answered 202, and are well again by themselves, when", () => {
  for (const scenario of SCENARIOS.filter(({ isLong }) => isLong !== true)) {
    it(scenario.title, { timeout: 120_000 }, async (t) => {
      const { accepted, doubled, fenced, lost, refused, memoryMib } = await runTrial(cluster, scenario, SHORT);
      const counts = `accepted ${accepted}, doubled ${doubled}, fenced ${fenced}, lost ${lost}, refused ${refused}`;
      t.diagnostic(`${counts}, ${memoryMib} MiB`);
    });
  }
});
