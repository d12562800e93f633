import type { FastifyInstance, FastifyTypeProvider } from "fastify";
import type { Static, TSchema } from "typebox";
import { Type } from "../catalogue/type.ts";
import type { ProblemCode } from "../core/problems.ts";

declare module "fastify" {
  /** What a route says of itself, for the API's document. Every route says all of it, or that it is hidden. */
  interface FastifySchema {
    /** For eyes or for the page: no part of the API. */
    hide?: boolean;
    /** The call's name in generated clients, such as `createEndpoint`. */
    operationId?: string;
    /** The heading under which it stands: one of `TAGS`. */
    tag?: string;
    /** What it does, in one line. */
    summary?: string;
    /** What a caller should know beyond that. */
    description?: string;
    /** The problems that only this call has. Those of every call with a body, a query or an id go without saying. */
    problems?: readonly ProblemCode[];
    /** Whether it may be called without a key. */
    isOpen?: boolean;
  }
}

/** Gives each route's input the types of its schemas, and holds its answers to them. */
export interface SchemaTypes extends FastifyTypeProvider {
  validator: this["schema"] extends TSchema ? Static<this["schema"]> : unknown;
  serializer: this["schema"] extends TSchema ? Static<this["schema"]> : unknown;
}

/** The same server, its routes typed by their schemas. */
export function typed(app: FastifyInstance) {
  return app.withTypeProvider<SchemaTypes>();
}

const spaceParameter = Type.String({ description: "The space: a uuid that the app chose." });
const idParameter = Type.String({ description: "Its id, as in lists and answers." });

/** The paths' parameters. What has not their form names nothing and gets 404, so no pattern stands here. */
export const inSpace = Type.Object({ id_space: spaceParameter });
export const inSpaceById = Type.Object({ id_space: spaceParameter, id: idParameter });
export const byId = Type.Object({ id: idParameter });

/** For calls that answer 204. */
export const noContent = Type.Null({ description: "Done." });
