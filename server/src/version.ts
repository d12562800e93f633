import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

/** The version of this package, as in its package.json, which lies beside `src` as well as beside `dist`. */
export function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  assert(typeof manifest === "object" && manifest !== null && "version" in manifest, "package.json has a version");
  return String(manifest.version);
}
