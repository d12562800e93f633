import { serve } from "@hono/node-server";
import { verify, WebhookVerificationError } from "@posthorn/sdk";
import { Hono } from "hono";

const secret = process.env.POSTHORN_SIGNING_SECRET ?? "";
const app = new Hono();

app.post("/webhooks", async (context) => {
  // The Request itself. After context.req.json() there would be nothing left to verify.
  const event = await verify(context.req.raw, secret);
  console.log(`${event.event}: ${event.id}`);
  return context.body(null, 204);
});

// The message says what is wrong and holds no secret: as the answer, it shows in Posthorn's evidence.
app.onError((error) => {
  if (error instanceof WebhookVerificationError) return new Response(error.message, { status: error.status });
  console.error(error);
  return new Response("Internal error", { status: 500 });
});

serve({ fetch: app.fetch, port: Number(process.env.PORT ?? 3000), hostname: "127.0.0.1" }, ({ port }) => {
  console.log(`listens at http://127.0.0.1:${port}/webhooks`);
});
