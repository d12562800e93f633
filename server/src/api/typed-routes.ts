import type { FastifyInstance, FastifyTypeProvider } from "fastify";
import Type, { type Static, type TSchema } from "typebox";
import { problem } from "./schemas.ts";

/** Gives each route's input the types of its schemas, and holds its answers to them. */
export interface SchemaTypes extends FastifyTypeProvider {
  validator: this["schema"] extends TSchema ? Static<this["schema"]> : unknown;
  serializer: this["schema"] extends TSchema ? Static<this["schema"]> : unknown;
}

/** The same server, its routes typed by their schemas. */
export function typed(app: FastifyInstance) {
  return app.withTypeProvider<SchemaTypes>();
}

const problemContent = { content: { "application/problem+json": { schema: problem } } };

/** What any call below `/v1` may answer besides its own. */
export const PROBLEMS = {
  "4xx": { description: "The request cannot be done: the document says why.", ...problemContent },
  "5xx": { description: "Posthorn cannot do it now: the document says why.", ...problemContent },
};

/** The paths' parameters. What has not their form names nothing and gets 404, so no pattern stands here. */
export const inSpace = Type.Object({ id_space: Type.String() });
export const inSpaceById = Type.Object({ id_space: Type.String(), id: Type.String() });
export const byId = Type.Object({ id: Type.String() });

/** For calls that answer 204. */
export const noContent = Type.Null({ description: "Done." });
