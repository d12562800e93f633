import { verify, WebhookVerificationError } from "@posthorn/sdk";

/** As `app/webhooks/route.ts` of a Next app, or the handler of a worker: anything that is given a `Request`. */
export async function POST(request: Request): Promise<Response> {
  try {
    const event = await verify(request, process.env.POSTHORN_SIGNING_SECRET ?? "");
    console.log(`${event.event}: ${event.id}`);
    return new Response(null, { status: 204 });
  } catch (error) {
    if (!(error instanceof WebhookVerificationError)) throw error;
    // The message says what is wrong and holds no secret: as the answer, it shows in Posthorn's evidence.
    return new Response(error.message, { status: error.status });
  }
}
