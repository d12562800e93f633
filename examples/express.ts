import { createMemoryClaims, onlyOnce, verify, WebhookVerificationError } from "@posthorn/sdk";
import express, { type ErrorRequestHandler } from "express";

const secret = process.env.POSTHORN_SIGNING_SECRET ?? "";
const once = onlyOnce(createMemoryClaims());
const app = express();

// express.raw, on this route alone: what express.json makes of a body can no longer be verified.
app.post("/webhooks", express.raw({ type: "application/json", limit: "1mb" }), async (request, response) => {
  const event = await verify(request, secret);
  await once(event, () => {
    if (event.event === "lead.create") console.log(`a lead was added: ${event.id}`);
    else console.log(`${event.event}: ${event.id}`);
  });
  response.sendStatus(204);
});

// The message says what is wrong and holds no secret: as the answer, it shows in Posthorn's evidence.
const answerRefused: ErrorRequestHandler = (error, _request, response, next) => {
  if (error instanceof WebhookVerificationError) response.status(error.status).type("text").send(error.message);
  else next(error);
};
app.use(answerRefused);

const server = app.listen(Number(process.env.PORT ?? 3000), "127.0.0.1", () => {
  const address = server.address();
  if (typeof address === "object") console.log(`listens at http://127.0.0.1:${address?.port}/webhooks`);
});
