import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";

/** The node that `npm run dev -w web` talks to: what `npm start` runs. */
const NODE = "http://127.0.0.1:4747";

export default defineConfig({
  // Addresses relative to the page: it works under whatever path prefix it is served.
  base: "./",
  plugins: [tailwindcss()],
  // The SDK as it stands in this repository, as everywhere in the workspace.
  resolve: { conditions: ["posthorn-source", "module", "browser", "development|production"] },
  build: {
    target: "baseline-widely-available",
    // Which files each screen needs: scripts/page-weight.ts adds them up.
    manifest: true,
    // No asset as a data: URL, so that the content security policy need not allow any.
    assetsInlineLimit: 0,
    // It would be an inline script's job in old browsers, which have no native dialog either.
    modulePreload: { polyfill: false },
    // TanStack marks its files for servers, which we have none of.
    rolldownOptions: { checks: { moduleLevelDirective: false } },
  },
  server: { proxy: { "/v1": NODE, "/inbox": NODE } },
});
