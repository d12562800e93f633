import type { FastifyInstance } from "fastify";
import { isOwnId } from "../core/ids.ts";
import { ProblemError } from "../core/problems.ts";
import { type Keyring, operatorOnly } from "./auth.ts";
import type { ApiDependencies } from "./dependencies.ts";
import { makeApiKey } from "./new-key.ts";
import { createdKey, key, newKey } from "./operator-schemas.ts";
import { toWireKey } from "./operator-wire.ts";
import { toPageQuery } from "./paging.ts";
import { notFound } from "./problem-answers.ts";
import { pageOf, pageQuery } from "./schemas.ts";
import { byId, noContent, typed } from "./typed-routes.ts";
import { toWirePage } from "./wire.ts";

/** The keys of this API. Only operators may make, see and revoke them. */
export function registerKeys(
  app: FastifyInstance,
  deps: Pick<ApiDependencies, "clock" | "makeId" | "randomText" | "store">,
  keyring: Pick<Keyring, "forget">,
): void {
  const { store } = deps;

  typed(app).post(
    "/v1/keys",
    {
      onRequest: operatorOnly,
      schema: {
        operationId: "createKey",
        tag: "Keys",
        summary: "Makes a key",
        description: "For one space, or for an operator. Its text is shown this once. The space need not be there yet.",
        body: newKey,
        response: { 201: createdKey },
      },
    },
    async ({ body }, reply) => {
      const idSpace = body.id_space?.toLowerCase() ?? null;
      const made = makeApiKey(deps, { idSpace, description: body.description ?? "" });
      await store.keys.insert(made.key);
      return reply
        .code(201)
        .header("cache-control", "no-store")
        .send({ ...toWireKey(made.key), key: made.text });
    },
  );

  typed(app).get(
    "/v1/keys",
    {
      onRequest: operatorOnly,
      schema: {
        operationId: "listKeys",
        tag: "Keys",
        summary: "All keys, newest first",
        description: "Without their texts, and with those that were revoked.",
        querystring: pageQuery,
        response: { 200: pageOf(key) },
      },
    },
    async ({ query }) => toWirePage(await store.keys.list(toPageQuery(query)), toWireKey),
  );

  typed(app).delete(
    "/v1/keys/:id",
    {
      onRequest: operatorOnly,
      schema: {
        operationId: "revokeKey",
        tag: "Keys",
        summary: "Revokes a key",
        description:
          "It stops working at once on this node, and within milliseconds on every other, or 5 seconds where the database is slow. Streams and listeners that came by it end.",
        params: byId,
        response: { 204: noContent },
      },
    },
    async ({ params }, reply) => {
      const isRevoked = isOwnId(params.id) && (await store.keys.revoke(params.id));
      keyring.forget(params.id);
      if (!isRevoked) throw new ProblemError(notFound());
      return reply.code(204).send(null);
    },
  );
}
