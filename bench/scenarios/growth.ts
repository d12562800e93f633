import { withFilledDatabase } from "../filled.ts";
import type { RigOptions } from "../rig.ts";
import { type Bench, inTurns, type Row, rounded, type Scenario, sizeOf } from "../scenario.ts";
import { ratioRow, steadyTurn } from "./steady.ts";

/** Of each space's endpoints one gets the events; the others want another type. */
const IDLE_SLOTS = 4;

export const growth: Scenario = {
  name: "growth",
  title: "steady on a store that holds much, and with many spaces",
  async run(bench) {
    return [await withManyEvents(bench), await withManySpaces(bench)];
  },
};

async function withManyEvents(bench: Bench): Promise<Row> {
  const count = sizeOf(bench, { full: 5_000_000, quick: 200_000, smoke: 2_000 });
  bench.say(`  filling a database with ${rounded(count)} events`);
  return withFilledDatabase(bench.from, count, (databaseUrl) =>
    overEmpty(bench, `with ${rounded(count)} events stored, over an empty store`, { atLeast: 0.85 }, () => ({
      databaseUrl,
      isSetUp: true,
    })),
  );
}

function withManySpaces(bench: Bench): Promise<Row> {
  const spaces = sizeOf(bench, { full: 10_000, quick: 2_000, smoke: 20 });
  const figure = `with ${rounded(spaces)} spaces and ${rounded(spaces * (1 + IDLE_SLOTS))} endpoints, over one of each`;
  return overEmpty(bench, figure, { atLeast: 0.9 }, () => ({ spaces, idleSlots: IDLE_SLOTS }));
}

async function overEmpty(
  bench: Bench,
  figure: string,
  mark: Row["mark"],
  options: () => Partial<RigOptions>,
): Promise<Row> {
  const turn = (changes: Partial<RigOptions>) => steadyTurn(bench, { kind: "posthorn", from: bench.from, ...changes });
  const { as: empty, bs: grown } = await inTurns(
    bench,
    () => turn({}),
    () => turn(options()),
  );
  return ratioRow(figure, grown, empty, mark);
}
