import { execFileSync } from "node:child_process";
import { lstatSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { now } from "../measure.ts";
import { type Bench, medianRow, type Row, rounded, type Scenario, sizeOf } from "../scenario.ts";
import { OPERATOR_KEY, startPosthorn } from "../sender.ts";
import { digitsOf, postedPieces } from "../traffic.ts";

const MB = 1e6;
const BLOCK_BYTES = 512;

export const start: Scenario = {
  name: "start",
  title: "a first start, and what an installation takes",
  async run(bench) {
    return [await startRow(bench), installRow()];
  },
};

async function startRow(bench: Bench): Promise<Row> {
  const times: number[] = [];
  for (let round = 0; round < sizeOf(bench, { full: 11, quick: 5, smoke: 1 }); round++)
    times.push(await timeOfStart(bench));
  const detail = `median of ${times.length}, from ${rounded(Math.min(...times))} to ${rounded(Math.max(...times))} ms`;
  return medianRow({ figure: "from exec to the first 202", turns: times, unit: "ms", mark: { atMost: 500 }, detail });
}

async function timeOfStart(bench: Bench): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "posthorn-bench-"));
  const began = now();
  const sender = await startPosthorn({ from: bench.from, databaseUrl: `file:${join(folder, "posthorn.db")}` });
  try {
    const headers = { authorization: `Bearer ${OPERATOR_KEY}`, "content-type": "application/json" };
    const body = postedPieces(0).join(digitsOf(0));
    const { status } = await fetch(sender.url, { method: "POST", headers, body });
    if (status !== 202) throw new Error(`the first event was answered ${status}`);
    const ms = now() - began;
    await sender.stop();
    return ms;
  } finally {
    await sender.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The server's production packages on disk, as they lie here, and its own built files. */
function installRow(): Row {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const list = ["ls", "--omit=dev", "--all", "--parseable", "--workspace=posthorn"];
  const folders = execFileSync("npm", list, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })
    .split("\n")
    .filter((folder) => folder.includes("node_modules"))
    .filter((folder) => !lstatSync(folder).isSymbolicLink());
  const own = ["server/dist", "sdk/dist"].map((folder) => join(root, folder));
  const bytes = [...folders, ...own].reduce((total, folder) => total + bytesOf(folder), 0);
  const detail = `${folders.length} packages on this machine's disk, with the built server`;
  return { figure: "production install", value: bytes / MB, unit: "MB", mark: { atMost: 70 }, detail };
}

/** What a folder takes on disk, without the packages inside it: those are listed by themselves. */
function bytesOf(folder: string): number {
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === "node_modules") continue;
    const path = join(folder, entry.name);
    bytes += entry.isDirectory() ? bytesOf(path) : lstatSync(path).blocks * BLOCK_BYTES;
  }
  return bytes;
}
