import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import { defineConfig, type Rolldown } from "vite";

/** The node that `npm run dev -w web` talks to: what `npm start` runs. */
const NODE = "http://127.0.0.1:4747";

/** Where the page begins: what this imports, and what that imports, is on the first screen. */
const FIRST = fileURLToPath(new URL("src/main.tsx", import.meta.url));
const first = new Set<string>();

/** One file of the modules that the first screen needs: cut up by which other screens need them too, they pack worse. */
const firstLoad = {
  debugName: "first load",
  name(id: string, modules: Rolldown.ChunkingContext): string | null {
    if (first.size === 0) addImports(FIRST, modules);
    return id !== FIRST && first.has(id) ? "page" : null;
  },
};

function addImports(id: string, modules: Rolldown.ChunkingContext): void {
  if (first.has(id)) return;
  first.add(id);
  for (const imported of modules.getModuleInfo(id)?.importedIds ?? []) addImports(imported, modules);
}

export default defineConfig({
  // Addresses relative to the page: it works under whatever path prefix it is served.
  base: "./",
  plugins: [tailwindcss()],
  // The SDK as it stands in this repository, as everywhere in the workspace.
  resolve: {
    conditions: ["posthorn-source", "module", "browser", "development|production"],
    // Wouter's stand-in for a hook that React has had since 18.
    alias: { "use-sync-external-store/shim/index.js": "react" },
  },
  build: {
    target: "baseline-widely-available",
    // Which files each screen needs: scripts/page-weight.ts adds them up.
    manifest: true,
    // No asset as a data: URL, so that the content security policy need not allow any.
    assetsInlineLimit: 0,
    // It would be an inline script's job in old browsers, which have no native dialog either.
    modulePreload: { polyfill: false },
    // TanStack marks its files for servers, which we have none of.
    rolldownOptions: { checks: { moduleLevelDirective: false }, output: { codeSplitting: { groups: [firstLoad] } } },
  },
  server: { proxy: { "/v1": NODE, "/inbox": NODE } },
});
