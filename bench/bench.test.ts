import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { noiseText, type Report } from "./report.ts";
import { isReached, medianRow, spreadOf } from "./scenario.ts";

const folder = mkdtempSync(join(tmpdir(), "posthorn-bench-test-"));
after(() => rmSync(folder, { recursive: true }));

function bench(...args: string[]) {
  const entry = fileURLToPath(new URL("bench.ts", import.meta.url));
  return spawnSync(process.execPath, [entry, "--smoke", "--from", "source", ...args], {
    cwd: folder,
    encoding: "utf8",
  });
}

test("a benchmark of some scenarios loses nothing, prints a table and writes it as JSON", { timeout: 60_000 }, () => {
  const { status, stdout, stderr } = bench("steady", "bulk", "--json", "report.json");
  assert.equal(status, 0, stdout + stderr);
  // Written by the benchmark itself.
  const { machine, results } = JSON.parse(readFileSync(join(folder, "report.json"), "utf8")) as Report;
  assert.equal(machine.node, process.version);
  assert.deepEqual(
    results.map(({ scenario, rows, failure }) => [scenario, rows.length, failure]),
    [
      ["steady", 2, null],
      ["bulk", 1, null],
    ],
  );
  for (const { figure } of results.flatMap(({ rows }) => rows)) assert.ok(stdout.includes(figure), `${figure} is told`);
});

test("turns that share a database post events of their own", { timeout: 60_000 }, () => {
  const { status, stdout, stderr } = bench("growth", "--rounds", "2", "--json", "growth.json");
  assert.equal(status, 0, stdout + stderr);
});

test("a scenario that is not there is told, and nothing runs", () => {
  const { status, stdout, stderr } = bench("steadi");
  assert.equal(status, 2);
  assert.match(stderr, /no scenario steadi/);
  assert.match(stdout, /far-receiver/);
});

test("a figure reaches its mark from the mark on, and one that was not measured neither reaches nor misses it", () => {
  const row = { figure: "", unit: "×", detail: "" } as const;
  assert.equal(isReached({ ...row, value: 0.6, mark: { atLeast: 0.6 } }), true);
  assert.equal(isReached({ ...row, value: 0.59, mark: { atLeast: 0.6 } }), false);
  assert.equal(isReached({ ...row, value: 1.51, mark: { atMost: 1.5 } }), false);
  assert.equal(isReached({ ...row, value: Number.NaN, mark: { atMost: 1.5 } }), false);
  assert.equal(isReached({ ...row, value: null, mark: { atMost: 1.5 } }), null);
  assert.equal(isReached({ ...row, value: 1, mark: null }), null);
});

test("turns that disagree are told, unless what they differ by is small beside their mark", () => {
  const row = { figure: "p99", unit: "ms", detail: "" } as const;
  const far = medianRow({ ...row, turns: [8, 10, 16], mark: { atMost: 12 } });
  const near = medianRow({ ...row, turns: [0.2, 0.4, 0.8], mark: { atMost: 3 } });
  const once = medianRow({ ...row, turns: [5], mark: null });
  assert.deepEqual([far.value, near.value, once.value], [10, 0.4, 5]);
  assert.deepEqual([far, near, once].map(spreadOf), [8 / 12, 0.6000000000000001 / 3, null]);
  const result = { title: "", failure: null };
  assert.match(noiseText([{ ...result, scenario: "latency", rows: [near, far] }]) ?? "", /\n {2}latency: p99$/);
  assert.equal(noiseText([{ ...result, scenario: "latency", rows: [near, once] }]), null);
});
