import assert from "node:assert/strict";
import { parseConfig } from "../server/src/config.ts";
import { startPosthorn } from "../server/src/main.ts";
import { createLog } from "../server/src/sight/log.ts";
import { readVersion } from "../server/src/version.ts";
import type { ApiDocument } from "./openapi-types.ts";

/** The API's document as a node with no settings serves it, but for where that node can be reached. */
export async function openApiDocument(): Promise<ApiDocument> {
  const flags = { databaseUrl: "file::memory:", port: "0" };
  const parsed = parseConfig({}, flags);
  assert(parsed.kind === "config", "these settings are good");
  const log = createLog("silent", process.stderr);
  const node = await startPosthorn({ config: parsed.config, log, version: readVersion() });
  try {
    const answer = await fetch(`${node.url}/openapi.json`);
    assert(answer.ok, "a node serves its document");
    // Its tests hold it to OpenAPI's own schema, and the page on the API fails where something is missing.
    const document = (await answer.json()) as ApiDocument;
    return { ...document, servers: [{ url: "http://127.0.0.1:4747", description: "A node on this machine." }] };
  } finally {
    await node.stop();
  }
}
