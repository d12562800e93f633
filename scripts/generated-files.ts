import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createCatalogue } from "../server/src/catalogue/catalogue.ts";
import { eventTypesSource } from "./event-types-source.ts";
import { eventsPage } from "./events-page.ts";

/** Every file that is made from the code, by its path in the repository. */
export function generatedFiles(): ReadonlyMap<string, string> {
  const types = createCatalogue().list();
  return new Map([
    ["sdk/src/generated/events.ts", eventTypesSource(types)],
    ["docs/events.md", eventsPage(types)],
  ]);
}

export function writeGenerated(root: string): void {
  for (const [path, text] of generatedFiles()) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** Those that are not what they would be if they were made now. */
export function staleFiles(root: string): string[] {
  return [...generatedFiles()].filter(([path, text]) => textOf(join(root, path)) !== text).map(([path]) => path);
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    // One that is not there is as stale as can be. All else is a fault of this machine.
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}
