import type * as Wire from "@posthorn/sdk";
import { Type } from "../catalogue/type.ts";
import { closed, declared, TEXT_PATTERN } from "./schemas.ts";

/** As many names as an endpoint may have, of the length that most have. */
const EVENTS_LENGTH_MAX = 4096;
/** With the words around it, it fits into a description. */
const FORWARD_TO_LENGTH_MAX = 300;

export const listenQuery = declared<Wire.ListenQuery>()(
  closed({
    events: Type.Optional(
      Type.String({
        maxLength: EVENTS_LENGTH_MAX,
        pattern: TEXT_PATTERN,
        description: "Names and families with commas between them.",
      }),
    ),
    forward_to: Type.Optional(
      Type.String({
        maxLength: FORWARD_TO_LENGTH_MAX,
        pattern: TEXT_PATTERN,
        description: "Where the listener forwards to, for the endpoint's description.",
      }),
    ),
    id_endpoint: Type.Optional(Type.String({ description: "After a lost connection: the endpoint to go on with." })),
  }),
);
