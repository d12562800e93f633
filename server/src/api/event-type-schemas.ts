import type * as Wire from "@posthorn/sdk";
import { Type } from "../catalogue/type.ts";
import { VALIDATIONS } from "../core/event-type.ts";
import { closed, declared, description, nullable, payload, TEXT_PATTERN } from "./schemas.ts";

/** A heading of a few words. */
const GROUP_LENGTH_MAX = 100;

const validation = nullable(Type.Enum([...VALIDATIONS]), {
  description: "What faults in payloads of this type do. Null: what the node is set to.",
  examples: [null],
});
const schemaExample = {
  type: "object",
  properties: { id: { type: "string" }, name: { type: "string" } },
  required: ["id"],
};
const sampleExample = { id: "6b2f6c1e-3f0e-4d3b-9d55-0f3b1f0c7a11", name: "VIP" };

export const eventType = declared<Wire.EventType>()(
  Type.Object(
    {
      name: Type.String({ description: "Its name.", examples: ["tag.create"] }),
      group: Type.String({ description: "What it belongs to.", examples: ["Tag Events"] }),
      description: Type.String({ description: "What happened, in a sentence.", examples: ["A tag was made."] }),
      stability: Type.Enum(["stable", "provisional"], {
        description: "Whether the payload's shape is settled. A provisional one may still change.",
      }),
      is_built_in: Type.Boolean({ description: "Whether it is Posthorn's. The rest are the app's own." }),
      validation,
      schema: Type.Unsafe<{ [key: string]: Wire.Json }>({
        ...payload,
        description: "JSON Schema 2020-12 of the payload, which may have more keys than are said there.",
        examples: [schemaExample],
      }),
      sample: Type.Unsafe<{ [key: string]: Wire.Json }>({
        ...payload,
        description: "A payload of this type: what a test send carries.",
        examples: [sampleExample],
      }),
    },
    { title: "EventType", description: "An entry of the catalogue." },
  ),
);

export const eventTypeSettings = declared<Wire.EventTypeSettings>()(
  closed(
    {
      description: Type.Optional(description),
      group: Type.Optional(
        Type.String({
          minLength: 1,
          maxLength: GROUP_LENGTH_MAX,
          pattern: TEXT_PATTERN,
          description: "The heading that it stands under.",
          default: "Own Events",
        }),
      ),
      schema: Type.Optional(
        Type.Unsafe<{ [key: string]: Wire.Json }>({
          ...payload,
          description:
            "JSON Schema 2020-12 of the payload, at most 64 KiB. References: only to `#/$defs/<name>`, and not in " +
            "circles. Patterns: RE2's syntax. A type of the app's own needs it.",
          examples: [schemaExample],
        }),
      ),
      sample: Type.Optional(
        Type.Unsafe<{ [key: string]: Wire.Json }>({
          ...payload,
          description: "A payload as the schema says, at most 64 KiB. A type of the app's own needs it.",
          examples: [sampleExample],
        }),
      ),
      validation: Type.Optional(validation),
    },
    {
      title: "EventTypeSettings",
      description: "All that is said of an event type by who registers it.",
      examples: [{ description: "An order was paid.", schema: schemaExample, sample: sampleExample }],
    },
  ),
);
