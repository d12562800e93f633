import { RunIsWrong } from "../check.ts";
import { withFilledDatabase } from "../filled.ts";
import { startChild } from "../processes/calls.ts";
import type { ProberCalls } from "../processes/prober.ts";
import { type Rig, withRig } from "../rig.ts";
import { type Bench, rounded, type Scenario, sizeOf } from "../scenario.ts";
import { OPERATOR_KEY } from "../sender.ts";
import { spaceId } from "../traffic.ts";
import { probeRow } from "./backlog.ts";

const PER_SECOND = 500;
const PAGES_PER_SECOND = 20;
const PAGE = 50;
/** The walk begins anew after so many pages: nobody turns more by hand. */
const PAGES_MAX = 500;

export const page: Scenario = {
  name: "page",
  title: `the list of an endpoint's deliveries while ${PER_SECOND} events/s are sent`,
  async run(bench) {
    const rows = sizeOf(bench, { full: 1_000_000, quick: 100_000, smoke: 2_000 });
    bench.say(`  filling a database with ${rounded(rows)} deliveries`);
    return withFilledDatabase(bench.from, rows, (databaseUrl) =>
      withRig({ kind: "posthorn", from: bench.from, databaseUrl, isSetUp: true }, async (rig) => {
        const latencies = await turnPages(bench, rig);
        return [probeRow(`p99 of a page of ${PAGE}, of ${rounded(rows)} rows`, latencies, 20)];
      }),
    );
  },
};

async function turnPages(bench: Bench, rig: Rig): Promise<Float64Array> {
  const seconds = sizeOf(bench, { full: 30, quick: 10, smoke: 0.5 });
  const pace = { kind: "open", perSecond: PER_SECOND } as const;
  const list = `/v1/spaces/${spaceId(0)}/deliveries?limit=${PAGE}&id_endpoint=${rig.endpoints[0]}`;
  const prober = startChild<ProberCalls>("prober");
  const probe = {
    origin: rig.sender.origin,
    key: OPERATOR_KEY,
    paths: [list, `${list}&status=delivered`, `${list}&status=failed`],
    perSecond: PAGES_PER_SECOND,
    pagesMax: PAGES_MAX,
  };
  try {
    await prober.call("start", probe);
    await rig.run({ count: PER_SECOND * Math.ceil(seconds / 10), pace });
    // What was slow because it was the first of its kind does not count.
    await prober.call("finish", undefined);
    await prober.call("start", probe);
    const posting = await rig.post({ count: PER_SECOND * seconds, pace });
    await rig.settle(posting, () => prober.call("finish", undefined));
    const { latencies, faults } = await prober.call("finish", undefined);
    if (faults.length > 0) throw new RunIsWrong(faults);
    return latencies;
  } finally {
    await prober.end();
  }
}
