import { readFileSync } from "node:fs";
import { type VerifiedEvent, verify, WebhookVerificationError } from "@posthorn/sdk";
import { type Cell, styled, timeCell } from "./cells.ts";
import { CONNECTION_OPTIONS, localCommand } from "./command.ts";
import { connect } from "./connect.ts";
import type { Context } from "./context.ts";
import { EXIT, usageError } from "./failure.ts";
import { moment, optional, text, texts, type ValuesOf } from "./option.ts";
import { type PastedRequest, parsePasted } from "./pasted-request.ts";
import type { Field } from "./table.ts";
import { durationWords } from "./times.ts";

/** Larger than any event may be made. */
const BODY_BYTES_MAX = 32 * 1024 * 1024;
/** What receivers allow, with every library of Standard Webhooks. */
const TOLERANCE_S = 300;
/** Posthorn shows the bodies that it sent with their secret masked. */
const MASKED_SECRET = /("secret":")(\*+)(")/;

const OPTIONS = {
  secret: texts("<whsec>", "the signing secret, more than once for more; better in POSTHORN_SIGNING_SECRET"),
  endpoint: text("<id>", "ask the server for the secrets of this endpoint"),
  bodySecret: text("<wh>", "the secret that belongs into a body where it is masked"),
  at: moment("when the request came, where that is not told; default: its age is not judged"),
  ...CONNECTION_OPTIONS,
};

/** What a pasted request is verified with. */
interface Secrets {
  signing: readonly string[];
  body: string | undefined;
}

export const verifyCommand = localCommand({
  name: "verify",
  summary: "Verify a pasted request, and say what is wrong with it.",
  details:
    "Takes an HTTP dump (headers, an empty line, the body), what curl -v shows, a curl command, a HAR file, JSON with headers and " +
    "body, or what posthorn deliveries show --json prints, from a file or from stdin. Ends with 1 where it does not verify.",
  args: { file: optional("file", "the request; - or nothing for stdin") },
  options: OPTIONS,
  examples: [
    ["posthorn verify request.txt --endpoint ep_0Vbr95Er0017oyCeVh9Z", "With the secrets of an endpoint"],
    ["POSTHORN_SIGNING_SECRET=whsec_… posthorn verify < request.txt", "Without a server"],
    [
      "posthorn deliveries show dlv_0Vbr95Er0017oyCeVh9Z --json | posthorn verify --endpoint ep_0Vbr95Er0017oyCeVh9Z",
      "What Posthorn has sent",
    ],
  ],
  async run(context, { file, ...options }) {
    const { output, clock } = context;
    const secrets = await secretsFor(context, options);
    if (context.input.isTerminal && (file ?? "-") === "-")
      await output.hint("Paste the request, and end it with Ctrl-D.");
    const pasted = withSecret(parsePasted(await readPasted(context, file)), secrets.body);
    const receivedAt = options.at === undefined ? pasted.receivedAt : Date.parse(options.at);
    try {
      const verified = await verifyAny(pasted, secrets.signing, receivedAt, clock.now());
      const age = receivedAt === null ? ageNote(verified, clock.now()) : null;
      await output.item({ is_verified: true, code: null, detail: age, ...eventKeys(verified) }, [
        ["result", styled("green", "verified")],
        ...eventFields(verified),
        ...(age === null ? [] : [["note", age] as const]),
      ]);
      return;
    } catch (error) {
      if (!(error instanceof WebhookVerificationError)) throw error;
      await output.item({ is_verified: false, code: error.code, detail: error.message }, failureFields(error, pasted));
      return EXIT.failed;
    }
  },
});

/** Tries what may have been the body, and throws what is wrong with the likeliest. */
async function verifyAny(
  { headers, bodies }: PastedRequest,
  secrets: readonly string[],
  receivedAt: number | null,
  now: number,
): Promise<VerifiedEvent> {
  const options = {
    bodyBytesMax: BODY_BYTES_MAX,
    // A copy may be looked at much later. What comes from the future is wrong at any time.
    toleranceS: receivedAt === null ? Number.MAX_SAFE_INTEGER : TOLERANCE_S,
    now: () => receivedAt ?? now,
  };
  let first: unknown;
  for (const body of bodies) {
    try {
      // What is no text and no bytes is refused there, with the reason.
      const request = { headers, body: body as string };
      const verified = await verify(request, secrets, options);
      const isEarly = verified.timestamp.getTime() > now + TOLERANCE_S * 1000;
      return isEarly ? await verify(request, secrets, { ...options, toleranceS: TOLERANCE_S }) : verified;
    } catch (error) {
      first ??= error;
    }
  }
  throw first;
}

async function secretsFor(context: Context, options: ValuesOf<typeof OPTIONS>): Promise<Secrets> {
  const { secret, endpoint, bodySecret } = options;
  if (endpoint !== undefined) {
    const { client, idSpace } = connect(context, options);
    const all = await client.endpoints.secrets({ id_space: await idSpace(), id: endpoint });
    const signing = [all, ...all.previous_signing_secrets].map(({ signing_secret: each }) => each);
    return {
      signing: [...signing, ...secret],
      body: bodySecret ?? all.secret,
    };
  }
  const kept = context.surroundings.env["POSTHORN_SIGNING_SECRET"];
  const signing = secret.length > 0 ? secret : kept ? [kept] : [];
  if (signing.length > 0) return { signing, body: bodySecret };
  throw usageError(
    "which secret?",
    "Set POSTHORN_SIGNING_SECRET, or give --endpoint <id> to ask the server, or --secret.",
  );
}

async function readPasted({ input }: Context, file = "-"): Promise<Uint8Array> {
  if (file === "-") return input.bytes();
  try {
    return readFileSync(file);
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    throw usageError(`${file} cannot be read (${error.code})`);
  }
}

/** Puts the secret back where Posthorn has masked it: what was signed had it. */
function withSecret(pasted: PastedRequest, secret: string | undefined): PastedRequest {
  const bodies = pasted.bodies.map((body) => {
    const text = typeof body === "string" ? body : Buffer.isBuffer(body) ? body.toString("latin1") : "";
    if (!MASKED_SECRET.test(text)) return body;
    if (secret === undefined) {
      throw usageError(
        "the body's secret is masked with *, so that its signature cannot match",
        "Give --endpoint <id>, or --body-secret.",
      );
    }
    const whole = text.replace(
      MASKED_SECRET,
      (_all, before, _stars, after) => before + JSON.stringify(secret).slice(1, -1) + after,
    );
    return typeof body === "string" ? whole : Buffer.from(whole, "latin1");
  });
  return { ...pasted, bodies };
}

function ageNote({ timestamp }: VerifiedEvent, now: number): string | null {
  const ageMs = now - timestamp.getTime();
  if (ageMs <= TOLERANCE_S * 1000) return null;
  return `It was signed ${durationWords(ageMs)} ago. A receiver takes it only within 5 min: a copy sent again is refused.`;
}

function eventKeys({ id, timestamp, event, id_space: idSpace }: VerifiedEvent) {
  return { id, event, id_space: idSpace, signed_at: timestamp.toISOString() };
}

function eventFields({ id, timestamp, event, id_space: idSpace }: VerifiedEvent): Field[] {
  return [
    ["event", id],
    ["type", event],
    ["space", idSpace],
    ["signed", timeCell(timestamp.toISOString())],
  ];
}

/** What is wrong, and what was understood of what was pasted: a wrong guess there would mislead. */
function failureFields({ code, message }: WebhookVerificationError, { headers, bodies }: PastedRequest): Field[] {
  const named = headers.filter(([name]) => /^webhook-/i.test(name)).map(([name, value]): Cell => `${name}: ${value}`);
  const [body] = bodies;
  const size = Buffer.isBuffer(body) ? body.length : typeof body === "string" ? Buffer.byteLength(body) : null;
  return [
    ["result", styled("red", "not verified")],
    ["because", [styled("red", code), message]],
    ["headers", named.length > 0 ? named : [styled("dim", `${headers.length}, none of them webhook-…`)]],
    ["body", size === null ? styled("dim", "no text") : `${size} bytes`],
  ];
}
