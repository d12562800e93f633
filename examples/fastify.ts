import { verify, WebhookVerificationError } from "@posthorn/sdk";
import Fastify from "fastify";

const secret = process.env.POSTHORN_SIGNING_SECRET ?? "";
const app = Fastify();

// A scope of its own: within it, JSON comes as the bytes that were sent; everywhere else it is parsed as ever.
app.register((webhooks, _options, done) => {
  webhooks.addContentTypeParser("application/json", { parseAs: "buffer" }, (_request, body, parsed) =>
    parsed(null, body),
  );

  webhooks.post<{ Body: Buffer }>("/webhooks", async (request, reply) => {
    const event = await verify(request, secret);
    console.log(`${event.event}: ${event.id}`);
    return reply.code(204).send();
  });
  done();
});

// The message says what is wrong and holds no secret: as the answer, it shows in Posthorn's evidence.
app.setErrorHandler((error, _request, reply) => {
  if (error instanceof WebhookVerificationError) return reply.code(error.status).send(error.message);
  return reply.send(error);
});

const address = await app.listen({ port: Number(process.env.PORT ?? 3000), host: "127.0.0.1" });
console.log(`listens at ${address}/webhooks`);
