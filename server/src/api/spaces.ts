import type { FastifyInstance } from "fastify";
import type { Page } from "../store/pages.ts";
import type { Store } from "../store/store.ts";
import { operatorOnly, type Scope } from "./auth.ts";
import type { ApiDependencies } from "./dependencies.ts";
import { space, spaceQuery } from "./operator-schemas.ts";
import { toWireSpace } from "./operator-wire.ts";
import { toPageQuery } from "./paging.ts";
import { orNotFound } from "./problem-answers.ts";
import { pageOf } from "./schemas.ts";
import { inSpace, typed } from "./typed-routes.ts";
import { toWirePage } from "./wire.ts";

/** The app's customers, with the health of their endpoints. */
export function registerSpaces(app: FastifyInstance, { store }: Pick<ApiDependencies, "store">): void {
  typed(app).get(
    "/v1/spaces",
    {
      onRequest: operatorOnly,
      schema: {
        operationId: "listSpaces",
        tag: "Spaces",
        summary: "The spaces, newest first",
        description: "With the health of their endpoints.",
        querystring: spaceQuery,
        response: { 200: pageOf(space) },
      },
    },
    async ({ query }) => {
      const search = query.search?.toLowerCase() ?? null;
      const isFailing = query.is_failing ?? false;
      return toWirePage(await store.listSpaces({ ...toPageQuery(query), search, isFailing }), toWireSpace);
    },
  );

  typed(app).get(
    "/v1/spaces/:id_space",
    {
      schema: {
        operationId: "getSpace",
        tag: "Spaces",
        summary: "One space",
        description: "With the health of its endpoints. 404 where nobody has ever used it.",
        params: inSpace,
        response: { 200: space },
      },
    },
    async ({ params }) => toWireSpace(orNotFound(await store.getSpace(params.id_space))),
  );
}

/** A first page with nothing on it may mean that nobody has ever used the space: then `mustBeSpace`. */
export async function mustHaveSpace<Item>(
  store: Pick<Store, "getSpace">,
  scope: Scope | null,
  query: { idSpace: string; cursor: string | null },
  page: Page<Item>,
): Promise<Page<Item>> {
  const isSure = page.items.length > 0 || page.nextCursor !== null || query.cursor !== null;
  if (!isSure) await mustBeSpace(store, scope, query.idSpace);
  return page;
}

/**
 * A space that nobody has ever used is not there for an operator, who may have mistyped it. For a key of its own it is
 * empty: a customer's first look must not fail.
 */
export async function mustBeSpace(store: Pick<Store, "getSpace">, scope: Scope | null, idSpace: string): Promise<void> {
  if (scope?.idSpace !== idSpace) orNotFound(await store.getSpace(idSpace));
}
