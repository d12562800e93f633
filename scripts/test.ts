import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, globSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { run } from "node:test";
import { spec as Spec } from "node:test/reporters";
import { fileURLToPath } from "node:url";
import { startPostgresServer } from "../server/test/postgres-server.ts";

/**
 * The one test command. `npm test` runs every check and every test; `npm test -- inbox cli/` runs the test files whose
 * path contains one of the words, and no checks.
 */

/**
 * Scripts of package.json that must hold beside the tests: format and lint, types, unused files and dependencies, whether
 * what is made from the catalogue is fresh, and whether what the SDK's users install can be imported, with its types. The
 * last one looks at what `build` has made; so does `weight`, which says whether the page is still light.
 */
const CHECKS = ["lint", "build", "weight", "unused", "generated", "packed"];
/** In the order in which they begin. Those with processes take longest: begun last, one would keep all waiting. */
const TEST_FILES = [
  "server/test/**/*.test.ts",
  "server/src/{store,cli}/**/*.test.ts",
  "server/src/**/*.test.ts",
  "sdk/src/**/*.test.ts",
  "web/src/**/*.test.ts",
  "bench/*.test.ts",
  "scripts/**/*.test.ts",
];
/** Tests of the page in a real Chromium, by Playwright. */
const BROWSER_TEST_FILES = ["web/e2e/**/*.spec.ts"];
/** What `npm run build -w web` makes of the page. Without it each of its tests would wait in vain. */
const BUILT_PAGE = "web/dist/index.html";
/** A test takes milliseconds, one with processes of its own seconds. */
const TEST_TIMEOUT_MS = 60_000;
/** A file that leaves a socket open never ends. Then the files that are still waited for fail, by name. Slow machines take long. */
const RUN_TIMEOUT_MS = 1_800_000;

/** Where tests find Postgres. Set by whoever has a server of their own for them; its user may create databases. */
const POSTGRES_VARIABLE = "POSTHORN_TEST_POSTGRES_URL";
/** What a test file that needs Postgres imports: the server is started for such files only. */
const USES_POSTGRES = /\/(?:postgres-database|nodes-behind-door)\.ts"/;

const root = fileURLToPath(new URL("..", import.meta.url));
/**
 * Hundreds of processes load the same files, the tests' own and the nodes that they start. Compiled once and kept, this
 * costs each of them half as much.
 */
const environment = { ...process.env, NODE_COMPILE_CACHE: join(root, "node_modules/.cache/node-compile") };
const filters = process.argv.slice(2);
const checks = filters.length === 0 ? CHECKS : [];
const failed = [...(await failedChecks()), ...(await failedTests()), ...(await failedBrowserTests())];
if (failed.length > 0) {
  process.stderr.write(`\nFailed: ${failed.join(", ")}\n`);
  process.exitCode = 1;
}

async function failedChecks(): Promise<string[]> {
  const failures: string[] = [];
  for (const check of checks) {
    if (!(await runs(`npm run ${check}`, "npm", ["run", "--silent", check]))) failures.push(check);
  }
  return failures;
}

async function failedTests(): Promise<string[]> {
  const files = wanted(TEST_FILES);
  if (files.length === 0) {
    return wanted(BROWSER_TEST_FILES).length > 0 ? [] : [`no test file has ${filters.join(" or ")} in its path`];
  }
  const postgres = await postgresFor(files);
  const isGood = await passes(files, { ...environment, ...postgres.env });
  await postgres.stop();
  return isGood ? [] : ["tests"];
}

/** Runs test files, each in a process of its own, as `node --test` does; that would begin them in the order of their names. */
async function passes(files: string[], env: NodeJS.ProcessEnv): Promise<boolean> {
  const execArgv = ["--conditions=posthorn-source", `--test-timeout=${TEST_TIMEOUT_MS}`];
  const concurrency = availableParallelism();
  process.stdout.write(
    `\n> tests of ${files.length} files, ${concurrency} at once: node ${execArgv.join(" ")} <file>\n`,
  );
  let isGood = false;
  const signal = AbortSignal.timeout(RUN_TIMEOUT_MS);
  const events = run({ files, cwd: root, env, execArgv, concurrency, signal });
  events.on("test:summary", ({ file, success }) => {
    if (file === undefined) isGood = success;
  });
  const report = events.compose(new Spec());
  report.pipe(process.stdout, { end: false });
  await finished(report);
  return isGood;
}

/** A Postgres server for the files that use one, told to them by their environment: the one that is named, or a new one. */
async function postgresFor(files: readonly string[]): Promise<{ env: NodeJS.ProcessEnv; stop(): Promise<void> }> {
  const isUsed = files.some((file) => USES_POSTGRES.test(readFileSync(join(root, file), "utf8")));
  if (!isUsed || process.env[POSTGRES_VARIABLE] !== undefined) return { env: {}, stop: async () => {} };
  const { url, stop } = await startPostgresServer({ isDurable: false });
  return { env: { [POSTGRES_VARIABLE]: url }, stop };
}

async function failedBrowserTests(): Promise<string[]> {
  const files = wanted(BROWSER_TEST_FILES);
  if (files.length === 0) return [];
  if (!existsSync(join(root, BUILT_PAGE))) return ["tests of the page: build it first, by npm run build -w web"];
  const postgres = await postgresFor(files);
  // The SDK from its sources, as in every other test.
  const env = { ...environment, ...postgres.env, NODE_OPTIONS: "--conditions=posthorn-source" };
  // One more than cores: each waits for its browser, its node and its receiver in turn.
  const args = ["test", "--config=web/e2e", `--workers=${availableParallelism() + 1}`, ...files];
  const isGood = await runs(
    `playwright ${args.slice(0, 3).join(" ")} (${files.length} files)`,
    "playwright",
    args,
    env,
  );
  await postgres.stop();
  return isGood ? [] : ["tests of the page"];
}

/** The files of `patterns` that the words on the command line choose, pattern by pattern: all where there are no words. */
function wanted(patterns: readonly string[]): string[] {
  const files = patterns.flatMap((pattern) => globSync(pattern, { cwd: root }).sort());
  return [...new Set(files)].filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)));
}

async function runs(
  title: string,
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = environment,
): Promise<boolean> {
  const started = performance.now();
  process.stdout.write(`\n> ${title}\n`);
  const child = spawn(command, args, {
    cwd: root,
    env,
    stdio: "inherit",
    timeout: RUN_TIMEOUT_MS,
    killSignal: "SIGINT",
  });
  const isGood = await once(child, "exit").then(
    ([code]) => code === 0,
    (error: unknown) => {
      process.stdout.write(`  ${error}\n`);
      return false;
    },
  );
  process.stdout.write(`  ${isGood ? "ok" : "FAILED"}, ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
  return isGood;
}
