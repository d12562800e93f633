import type * as Wire from "@posthorn/sdk";
import { Type } from "../catalogue/type.ts";
import {
  closed,
  countOf,
  declared,
  description,
  idOf,
  idSpace,
  nullable,
  page,
  shownIdSpace,
  timeOf,
} from "./schemas.ts";

/** A uuid in text. */
const SPACE_ID_LENGTH = 36;

export const newKey = declared<Wire.NewKey>()(
  closed(
    {
      id_space: Type.Union([idSpace, Type.Null()], {
        description: "The one space that the key is for, or null for an operator's key, which may do everything.",
      }),
      description: Type.Optional(description),
    },
    { examples: [{ id_space: "eb8edc65-129a-4cb6-abbe-6bf8979c0658", description: "For the importer" }] },
  ),
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
  Type.Object(
    {
      id_space: shownIdSpace,
      created_at: timeOf("When it was first used."),
      endpoint_count: countOf("How many endpoints it has.", 2),
      paused_count: countOf("How many of them are paused."),
      failing_count: countOf("How many of them are active and failed at their last delivery.", 1),
    },
    { title: "Space", description: "A customer of the app." },
  ),
);
const keyRow = {
  id: idOf("key", "The key's id."),
  id_space: nullable(shownIdSpace, { description: "The one space that it is for. Null: it is an operator's." }),
  description,
  created_at: timeOf("When it was made."),
  last_used_at: nullable(timeOf("When."), {
    description: "When it was last used, to about a minute. Null: not yet.",
    examples: [null],
  }),
  revoked_at: nullable(timeOf("When."), {
    description: "When it was revoked. Null: it is in force.",
    examples: [null],
  }),
};
export const key = declared<Wire.Key>()(
  Type.Object(keyRow, { title: "Key", description: "A key of this API, without its text." }),
);
export const createdKey = declared<Wire.CreatedKey>()(
  Type.Object(
    {
      ...keyRow,
      key: Type.String({
        description: "Its text: `phk_` and 40 of `[A-Za-z0-9]`. Shown this once, since only its hash is kept.",
        examples: ["phk_0000000000000000000000000000000000000000"],
      }),
    },
    { title: "CreatedKey", description: "A key just made." },
  ),
);
