import { randomBytes } from "node:crypto";
import { createIds, createRandomText } from "./core/ids.ts";
import { StartError } from "./core/start-error.ts";
import type { FirstAccess } from "./first-access.ts";
import { watchStore } from "./live/changes.ts";
import { openStore } from "./open-store.ts";
import type { RunningNode } from "./running-node.ts";
import { logStoreHealth } from "./sight/store-health.ts";
import type { StartOptions } from "./stages.ts";
import { StoreUnavailable } from "./store/store-errors.ts";
import { systemClock as clock } from "./system.ts";

/** A node that runs, and what its start has made. */
export interface Posthorn extends RunningNode {
  /** What this start has made for its operator, to be shown once. Null: there is a key already. */
  first: FirstAccess | null;
}

/** Builds every part, starts it, and stops it in reverse. Rejects with a `StartError` where the operator can mend it. */
export async function startPosthorn(options: StartOptions): Promise<Posthorn> {
  const { config } = options;
  const makeId = createIds(clock, randomBytes);
  const idNode = makeId("node");
  let observeCommit = (_durationMs: number) => {};
  // The store opens in its thread while the rest of the program, most of it, is loaded here.
  const [opened, { closeStore, startNode }, { createMetrics }] = await Promise.all([
    openStore(config, { idNode, observeCommit: (durationMs) => observeCommit(durationMs) }),
    import("./running-node.ts"),
    import("./sight/metrics.ts"),
  ]);
  const metrics = createMetrics();
  ({ observeCommit } = metrics);
  const { store, changes } = watchStore(logStoreHealth(opened.store, { clock, log: options.log }));
  const itself = { idNode, startedAt: clock.now(), leaseMs: opened.leaseMs, changes };
  const tools = { ...options, ...itself, store, metrics, makeId, randomText: createRandomText(randomBytes) };
  let node: RunningNode | null = null;
  try {
    node = await startNode(tools);
    // Last, so that a start which fails does not take the only sight of the key with it.
    if (config.operatorKey !== null) return { ...node, first: null };
    const { makeFirstAccess } = await import("./first-access.ts");
    return { ...node, first: await makeFirstAccess(tools, node.url) };
  } catch (error) {
    // What listens already would keep the process, and the lock on the database, alive.
    await (node === null ? closeStore(tools, true) : node.stop());
    if (!(error instanceof StoreUnavailable)) throw error;
    const hint = "See that the database can be reached, and its disk is well and has room, then start again.";
    throw new StartError(error.message, hint, { cause: error });
  }
}
