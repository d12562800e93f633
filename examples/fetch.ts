import { serve } from "@hono/node-server";
import { POST } from "./next/route.ts";

serve({ fetch: POST, port: Number(process.env.PORT ?? 3000), hostname: "127.0.0.1" }, ({ port }) => {
  console.log(`listens at http://127.0.0.1:${port}/webhooks`);
});
