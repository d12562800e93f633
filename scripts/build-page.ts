import { spawnSync } from "node:child_process";
import { existsSync, globSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * Builds the page where what it is made of is newer than what was built, as `npm start` does. A page that cannot be built
 * keeps nobody from starting a node: the node then says so at its address. With `--must`, as when the package is packed,
 * it fails.
 */

const MADE_OF = ["web/*", "web/{src,public}/**", "sdk/src/**", "package-lock.json"];
const BUILT = "web/dist/index.html";

const root = fileURLToPath(new URL("..", import.meta.url));
const built = `${root}${BUILT}`;
if (existsSync(`${root}web/package.json`) && newestOf(MADE_OF) > timeOf(built)) {
  process.stdout.write("Building the page…\n");
  const { status } = spawnSync("npm", ["run", "--silent", "build", "-w", "web", "--", "--logLevel", "warn"], {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (status !== 0 && process.argv.includes("--must")) process.exit(1);
  if (status !== 0) process.stderr.write("The page could not be built; everything else works without it.\n");
}

function newestOf(patterns: readonly string[]): number {
  const paths = globSync(patterns, { cwd: root, exclude: ["web/dist/**"] });
  return Math.max(...paths.map((path) => timeOf(`${root}${path}`)));
}

/** When it was last changed, in milliseconds since 1970. A folder's own time tells nothing; what is not there is oldest. */
function timeOf(path: string): number {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats?.isFile() ? stats.mtimeMs : 0;
}
