import type * as Wire from "@posthorn/sdk";
import type { FastifyInstance } from "fastify";
import { Type } from "../catalogue/type.ts";
import { ProblemError } from "../core/problems.ts";
import type { ApiDependencies } from "./dependencies.ts";
import { declared, nothing } from "./schemas.ts";
import { typed } from "./typed-routes.ts";

/** 131 bits: whoever has the token has the inbox, so nobody may guess one. */
const TOKEN_LENGTH = 22;

const newInbox = declared<Wire.NewInbox>()(
  Type.Object(
    {
      token: Type.String({ description: "Whoever has it may use the inbox.", examples: ["hVqcyTcpNZbTmTXQkmJY5V"] }),
      url: Type.String({
        description: "What an endpoint takes as its URL.",
        examples: ["http://127.0.0.1:4747/inbox/hVqcyTcpNZbTmTXQkmJY5V"],
      }),
    },
    { title: "NewInbox", description: "A test inbox just made." },
  ),
);

/** Gives out tokens of test inboxes. What is done with one is done at its own address, by whoever knows the token. */
export function registerInboxes(
  app: FastifyInstance,
  { limits, publicUrl, randomText }: Pick<ApiDependencies, "limits" | "publicUrl" | "randomText">,
): void {
  typed(app).post(
    "/v1/inboxes",
    {
      schema: {
        operationId: "createInbox",
        tag: "Endpoints",
        summary: "Makes a test inbox",
        description:
          "A receiver inside Posthorn, in memory: a URL for an endpoint, and a token for looking at what arrives, at `/inbox/{token}`.",
        problems: ["not_found"],
        body: nothing,
        response: { 201: newInbox },
      },
    },
    async (_request, reply) => {
      if (!limits.inbox) {
        const detail = "This node has no test inbox: its operator has switched it off (POSTHORN_INBOX).";
        throw new ProblemError({ code: "not_found", detail });
      }
      const token = randomText(TOKEN_LENGTH);
      return reply
        .code(201)
        .header("cache-control", "no-store")
        .send({ token, url: `${publicUrl()}/inbox/${token}` });
    },
  );
}
