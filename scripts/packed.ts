import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** What a package brings to those who install it must be whole: its licence, its page, its program, and no tests. */
const PACKAGES = {
  sdk: ["LICENSE", "README.md", "dist/index.js", "dist/index.d.ts"],
  server: ["LICENSE", "README.md", "dist/cli/posthorn.js", "dist/main.js"],
};

const root = fileURLToPath(new URL("..", import.meta.url));
for (const [folder, needed] of Object.entries(PACKAGES)) {
  const files = packedFiles(folder);
  const missing = needed.filter((path) => !files.includes(path));
  const spare = files.filter((path) => /\.test\.|^(src|test)\//.test(path));
  for (const path of missing) process.stderr.write(`the package of ${folder} lacks ${path}\n`);
  for (const path of spare) process.stderr.write(`the package of ${folder} should not have ${path}\n`);
  if (missing.length + spare.length > 0) process.exitCode = 1;
}

function packedFiles(folder: string): string[] {
  const { stdout, stderr } = spawnSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    cwd: `${root}${folder}`,
    encoding: "utf8",
  });
  // npm tells of one package, as a list or by its name.
  const packed: unknown = JSON.parse(stdout || "[]");
  const [one]: { files?: { path: string }[] }[] = Object.values(Object(packed));
  if (one?.files === undefined) throw new Error(`npm pack tells no files of ${folder}: ${stderr}`);
  return one.files.map(({ path }) => path);
}
