import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

/**
 * What somebody's first visit to the page costs: `index.html` with its scripts and styles, the screen of endpoints among
 * them, each gzipped. More than 110 KB fails. `npm run build` makes the files, and the manifest that says which needs which.
 */

const BYTES_MAX = 110_000;
/** What is loaded first: the page with all that it imports. Its first screen comes with it, other screens when needed. */
const FIRST = ["index.html"];

/** Vite's manifest, as far as it matters here: for each source, its file and what that imports at once. */
export type Manifest = Record<string, { file: string; imports?: string[]; css?: string[] }>;

/** Every file that `entries` need before anything shows, each once. */
export function filesOf(manifest: Manifest, entries: readonly string[]): string[] {
  const files = new Set<string>();
  const seen = new Set<string>();
  const waiting = [...entries];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const chunk = manifest[name];
    if (chunk === undefined) throw new Error(`the page has no ${name}: see FIRST in scripts/page-weight.ts`);
    for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file);
    waiting.push(...(chunk.imports ?? []));
  }
  return [...files].sort();
}

/** Each file with its size as it goes over the wire, and all together. */
export function weigh(folder: string): { rows: { file: string; bytes: number }[]; bytes: number } {
  const manifest: Manifest = JSON.parse(readFileSync(join(folder, ".vite/manifest.json"), "utf8"));
  const rows = ["index.html", ...filesOf(manifest, FIRST)].map((file) => ({
    file,
    bytes: gzipSync(readFileSync(join(folder, file)), { level: 9 }).byteLength,
  }));
  return { rows, bytes: rows.reduce((sum, { bytes }) => sum + bytes, 0) };
}

/** Prints what the page in `folder` weighs. False: it is too much. */
export function isLightEnough(folder: string, print: (line: string) => void): boolean {
  const { rows, bytes } = weigh(folder);
  for (const row of rows) print(`${kilobytes(row.bytes)}  ${row.file}`);
  print(`${kilobytes(bytes)}  first load, gzipped; at most ${BYTES_MAX / 1000} KB`);
  return bytes <= BYTES_MAX;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1).padStart(6)} KB`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const folder = fileURLToPath(new URL("../web/dist", import.meta.url));
  if (!isLightEnough(folder, (line) => process.stdout.write(`${line}\n`))) process.exitCode = 1;
}
