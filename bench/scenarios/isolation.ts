import { type AddressInfo, createServer } from "node:net";
import { createEndpoint, forEachOf } from "../api.ts";
import { median } from "../measure.ts";
import { startChild } from "../processes/calls.ts";
import type { GeneratorCalls } from "../processes/generator.ts";
import type { ReceiverCalls } from "../processes/receiver.ts";
import { type Rig, withRig } from "../rig.ts";
import { type Bench, inTurns, medianRow, rounded, type Scenario, sizeOf } from "../scenario.ts";
import { OPERATOR_KEY } from "../sender.ts";
import { latencyOf } from "./latency.ts";

/** Good endpoints, and as many that hang, and as many that refuse. Each is in a space of its own. */
const EACH = 10;
/** Of events to the good ones, and of events to the bad ones. */
const PER_SECOND = 300;
/** A p99 moves more than a rate, so there are more turns. */
const ROUNDS_MORE = 2;
/** The bad ones go on failing, though by default they would be paused after ten times. */
const PAUSE_AFTER = 1_000;

export const isolation: Scenario = {
  name: "isolation",
  title: `${EACH} good endpoints, ${EACH} that hang, ${EACH} that refuse`,
  async run(bench) {
    const rounds = sizeOf(bench, { full: bench.rounds + ROUNDS_MORE, quick: bench.rounds, smoke: bench.rounds });
    const { as: alone, bs: beside } = await inTurns(
      { rounds },
      () => goodP99(bench, false),
      () => goodP99(bench, true),
    );
    const ratios = beside.map((p99, round) => p99 / (alone[round] ?? Number.NaN));
    const detail = `${rounded(median(beside), 2)} ms over ${rounded(median(alone), 2)} ms, from due to arrival`;
    const figure = "p99 of the good ones over that without the bad";
    return [medianRow({ figure, turns: ratios, unit: "×", mark: { atMost: 1.5 }, detail })];
  },
};

async function goodP99(bench: Bench, isBesideBad: boolean): Promise<number> {
  const count = PER_SECOND * sizeOf(bench, { full: 20, quick: 8, smoke: 0.5 });
  const pace = { kind: "open", perSecond: PER_SECOND } as const;
  return withRig({ kind: "posthorn", from: bench.from, spaces: EACH, isKilled: isBesideBad }, async (rig) => {
    await rig.run({ count: Math.ceil(count / 4), pace });
    const measure = async () => {
      const run = await rig.run({ count, pace });
      return latencyOf(run, run.posted.dueAt).p99;
    };
    return isBesideBad ? withBadLoad(rig, count, measure) : measure();
  });
}

/** Posts to endpoints that hang and to such that refuse while `work` runs. */
async function withBadLoad<Result>(rig: Rig, count: number, work: () => Promise<Result>): Promise<Result> {
  const hanging = startChild<ReceiverCalls>("receiver");
  const generator = startChild<GeneratorCalls>("generator");
  try {
    const port = await hanging.call("start", {
      answerMs: Number.POSITIVE_INFINITY,
      sender: "posthorn",
      spaces: 1,
      slots: 1,
    });
    const closed = await closedPort();
    await forEachOf(EACH * 2, (index) => {
      const url = `http://127.0.0.1:${index < EACH ? port : closed}/0/0`;
      return createEndpoint(rig.sender, { space: EACH + index, url, pauseAfter: PAUSE_AFTER });
    });
    const load = { urls: [rig.sender.url], key: OPERATOR_KEY, first: 0, firstSpace: EACH, spaces: EACH * 2, batch: 1 };
    const posting = generator.call("post", { ...load, count, pace: { kind: "open", perSecond: PER_SECOND } });
    const result = await work();
    await posting;
    return result;
  } finally {
    await Promise.all([hanging.end(), generator.end()]);
  }
}

/** A port that nobody listens on: it was free a moment ago. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A server that listens on a port has an address with a port.
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
