import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createCatalogue } from "../server/src/catalogue/catalogue.ts";
import { COMMANDS } from "../server/src/cli/commands.ts";
import { cliPage } from "./cli-page.ts";
import { configPage } from "./config-page.ts";
import { eventTypesSource } from "./event-types-source.ts";
import { eventsPage } from "./events-page.ts";
import { httpApiPage } from "./http-api-page.ts";
import { openApiDocument } from "./openapi-document.ts";

/** Every file that is made from the code, by its path in the repository. */
export async function generatedFiles(): Promise<ReadonlyMap<string, string>> {
  const types = createCatalogue().list();
  const document = await openApiDocument();
  const licence = readFileSync(new URL("../LICENSE", import.meta.url), "utf8");
  return new Map([
    ["sdk/src/generated/events.ts", eventTypesSource(types)],
    ["docs/events.md", eventsPage(types)],
    ["docs/cli.md", cliPage(COMMANDS)],
    ["docs/openapi.json", `${JSON.stringify(document, null, 2)}\n`],
    ["docs/http-api.md", httpApiPage(document)],
    ["docs/config.md", configPage()],
    // npm packs what lies in a package's own folder, and follows no link out of it.
    ["sdk/LICENSE", licence],
    ["server/LICENSE", licence],
  ]);
}

export function writeGenerated(root: string, files: ReadonlyMap<string, string>): void {
  for (const [path, text] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** Those that are not what they would be if they were made now. */
export function staleFiles(root: string, files: ReadonlyMap<string, string>): string[] {
  return [...files].filter(([path, text]) => textOf(join(root, path)) !== text).map(([path]) => path);
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
