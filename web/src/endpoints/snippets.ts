/** A receiver to start from. The programs in `examples/`, which the tests run, say the same at more length. */
export interface Snippet {
  name: string;
  code: string;
}

const SECRET = "process.env.POSTHORN_SIGNING_SECRET";

export const SNIPPETS: readonly Snippet[] = [
  {
    name: "Express",
    code: `import { verify } from "@posthorn/sdk";
import express from "express";

const app = express();

// express.raw: what express.json makes of a body can no longer be verified.
app.post("/webhooks", express.raw({ type: "application/json", limit: "1mb" }), async (request, response) => {
  const event = await verify(request, ${SECRET});
  console.log(event.event, event.payload);
  response.sendStatus(204);
});

app.listen(3000);`,
  },
  {
    name: "Fastify",
    code: `import { verify } from "@posthorn/sdk";
import Fastify from "fastify";

const app = Fastify();

// JSON as the bytes that were sent: parsed, it can no longer be verified.
app.addContentTypeParser("application/json", { parseAs: "buffer" }, (_request, body, parsed) => parsed(null, body));

app.post("/webhooks", async (request, reply) => {
  const event = await verify(request, ${SECRET});
  console.log(event.event, event.payload);
  return reply.code(204).send();
});

await app.listen({ port: 3000 });`,
  },
  {
    name: "Hono",
    code: `import { verify } from "@posthorn/sdk";
import { Hono } from "hono";

const app = new Hono();

app.post("/webhooks", async (context) => {
  // The Request itself: after context.req.json() there is nothing left to verify.
  const event = await verify(context.req.raw, ${SECRET});
  console.log(event.event, event.payload);
  return context.body(null, 204);
});

export default app;`,
  },
  {
    name: "Next.js",
    code: `// app/webhooks/route.ts
import { verify } from "@posthorn/sdk";

export async function POST(request: Request) {
  const event = await verify(request, ${SECRET} ?? "");
  console.log(event.event, event.payload);
  return new Response(null, { status: 204 });
}`,
  },
  {
    name: "Python",
    code: `# pip install flask standardwebhooks
import os
from flask import Flask, request
from standardwebhooks import Webhook

app = Flask(__name__)
webhook = Webhook(os.environ["POSTHORN_SIGNING_SECRET"])

@app.post("/webhooks")
def receive():
    event = webhook.verify(request.get_data(), dict(request.headers))
    print(event["event"], event["payload"])
    return "", 204`,
  },
];
