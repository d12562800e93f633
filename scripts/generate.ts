import { fileURLToPath } from "node:url";
import { generatedFiles, staleFiles, writeGenerated } from "./generated-files.ts";

/** `npm run generate` writes the files that are made from the code; with `--check` it only says which are stale. */
const root = fileURLToPath(new URL("..", import.meta.url));
const files = await generatedFiles();
if (process.argv.includes("--check")) {
  const stale = staleFiles(root, files);
  for (const path of stale) process.stderr.write(`${path} is not what the code says: npm run generate\n`);
  process.exitCode = stale.length === 0 ? 0 : 1;
} else {
  writeGenerated(root, files);
}
