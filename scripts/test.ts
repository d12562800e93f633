import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";

/**
 * The one test command. `npm test` runs every check and every test; `npm test -- inbox cli/` runs the test files whose
 * path contains one of the words, and no checks.
 */

/**
 * Scripts of package.json that must hold beside the tests: format and lint, types, unused files and dependencies, whether
 * what is made from the catalogue is fresh, and whether what the SDK's users install can be imported, with its types. The
 * last one looks at what `build` has made.
 */
const CHECKS = ["lint", "build", "unused", "generated", "packed"];
const TEST_FILES = ["sdk/src/**/*.test.ts", "server/{src,test}/**/*.test.ts", "scripts/**/*.test.ts"];
/** Tests of the page in a real Chromium, by Playwright. */
const BROWSER_TEST_FILES = ["web/e2e/**/*.spec.ts"];
/** A test takes milliseconds, one with processes of its own seconds. */
const TEST_TIMEOUT_MS = 60_000;
/** A file that leaves a socket open never ends. Interrupted, the runner names the files that it still waits for. */
const RUN_TIMEOUT_MS = 600_000;

const root = fileURLToPath(new URL("..", import.meta.url));
const filters = process.argv.slice(2);
const checks = filters.length === 0 ? CHECKS : [];
const failed = [
  ...checks.filter((check) => !runs(`npm run ${check}`, "npm", ["run", "--silent", check])),
  ...failedTests(),
  ...failedBrowserTests(),
];
if (failed.length > 0) {
  process.stderr.write(`\nFailed: ${failed.join(", ")}\n`);
  process.exitCode = 1;
}

function failedTests(): string[] {
  const files = wanted(TEST_FILES);
  if (files.length === 0) {
    return wanted(BROWSER_TEST_FILES).length > 0 ? [] : [`no test file has ${filters.join(" or ")} in its path`];
  }
  const options = [
    "--conditions=posthorn-source",
    "--test",
    "--test-reporter=spec",
    `--test-concurrency=${availableParallelism()}`,
    `--test-timeout=${TEST_TIMEOUT_MS}`,
  ];
  return runs(`node ${options.join(" ")} (${files.length} files)`, process.execPath, [...options, ...files])
    ? []
    : ["tests"];
}

function failedBrowserTests(): string[] {
  const files = wanted(BROWSER_TEST_FILES);
  if (files.length === 0) return [];
  // The SDK from its sources, as in every other test.
  const env = { ...process.env, NODE_OPTIONS: "--conditions=posthorn-source" };
  const args = ["test", "--config=web/e2e", `--workers=${availableParallelism()}`, ...files];
  return runs(`playwright ${args.slice(0, 3).join(" ")} (${files.length} files)`, "playwright", args, env)
    ? []
    : ["tests of the page"];
}

/** The files of `patterns` that the words on the command line choose: all of them where there are none. */
function wanted(patterns: readonly string[]): string[] {
  return globSync(patterns, { cwd: root })
    .filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)))
    .sort();
}

function runs(title: string, command: string, args: readonly string[], env = process.env): boolean {
  const started = performance.now();
  process.stdout.write(`\n> ${title}\n`);
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    env,
    stdio: "inherit",
    timeout: RUN_TIMEOUT_MS,
    killSignal: "SIGINT",
  });
  if (error !== undefined) process.stdout.write(`  ${error.message}\n`);
  process.stdout.write(`  ${status === 0 ? "ok" : "FAILED"}, ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
  return status === 0;
}
