import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startChild } from "./processes/calls.ts";
import type { FillerCalls } from "./processes/filler.ts";
import { type RigOptions, withRig } from "./rig.ts";
import { spaceId } from "./traffic.ts";

/**
 * A database in which the first space has one endpoint and `count` deliveries to it, all delivered: for rigs with
 * `isSetUp`. Gone when `work` is done.
 */
export async function withFilledDatabase<Result>(
  from: RigOptions["from"],
  count: number,
  work: (databaseUrl: string) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "posthorn-bench-filled-"));
  const path = join(folder, "posthorn.db");
  const filler = startChild<FillerCalls>("filler");
  try {
    // A node makes the endpoint, as users would.
    await withRig({ kind: "posthorn", from, databaseUrl: `file:${path}` }, async () => {});
    await filler.call("fill", { path, idSpace: spaceId(0), count });
    return await work(`file:${path}`);
  } finally {
    await filler.end();
    rmSync(folder, { recursive: true, force: true });
  }
}
