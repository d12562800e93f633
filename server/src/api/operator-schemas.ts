import type * as Wire from "@posthorn/sdk";
import Type from "typebox";
import { VALIDATIONS } from "../core/event-type.ts";
import { closed, declared, description, idSpace, nullable, page, payload, time } from "./schemas.ts";

/** A uuid in text. */
const SPACE_ID_LENGTH = 36;

const validation = Type.Enum([...VALIDATIONS]);

export const newKey = declared<Wire.NewKey>()(
  closed({ id_space: Type.Union([idSpace, Type.Null()]), description: Type.Optional(description) }),
);

export const spaceQuery = declared<Wire.SpaceQuery>()(
  closed({
    ...page,
    search: Type.Optional(Type.String({ description: "How the id begins, in any case.", maxLength: SPACE_ID_LENGTH })),
    is_failing: Type.Optional(
      Type.Boolean({ description: "Only those with an endpoint that is paused or whose last delivery failed." }),
    ),
  }),
);
export const space = declared<Wire.Space>()(
  Type.Object({
    id_space: Type.String(),
    created_at: time,
    endpoint_count: Type.Integer(),
    paused_count: Type.Integer(),
    failing_count: Type.Integer(),
  }),
);
export const eventType = declared<Wire.EventType>()(
  Type.Object({
    name: Type.String(),
    group: Type.String(),
    description: Type.String(),
    stability: Type.Enum(["stable", "provisional"]),
    is_built_in: Type.Boolean(),
    validation: nullable(validation),
    schema: payload,
    sample: payload,
  }),
);

const keyRow = {
  id: Type.String(),
  id_space: nullable(Type.String()),
  description: Type.String(),
  created_at: time,
  revoked_at: nullable(time),
};
export const key = declared<Wire.Key>()(Type.Object(keyRow));
export const createdKey = declared<Wire.CreatedKey>()(Type.Object({ ...keyRow, key: Type.String() }));
