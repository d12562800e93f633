import type { EventType } from "../server/src/catalogue/event-type.ts";
import { isAnyValue, isNullable, type JsonSchema, typesOf } from "../server/src/catalogue/json-schema.ts";
import { ownProperties, ownWords, type Shape, shapesOf } from "./shapes.ts";

const HEAD = `<!-- Made from the catalogue by \`npm run generate\`. Changes go into server/src/catalogue. -->

# Events

What Posthorn sends, event by event. The same as data: \`GET /v1/event-types\` has each JSON Schema and sample,
\`GET /openapi.json\` has them as webhooks, and \`@posthorn/sdk\` has them as TypeScript types (\`WebhookEvent\`).

Each request has a body with these keys, in this order:

| key | type | meaning |
| --- | --- | --- |
| \`id_space\` | uuid | the customer it happened to |
| \`event\` | string | the event's name |
| \`secret\` | string | the endpoint's secret, or \`""\`; the signature in the headers proves more |
| \`payload\` | object | what it happened to: see below |

An endpoint with \`envelope: "extended"\` gets these after them. Each is always there, null where the app did not say:

| key | type | null | meaning |
| --- | --- | --- | --- |
| \`id\` | string | no | the event's id, as in the header \`webhook-id\` |
| \`occurred_at\` | time | no | when it happened, not when it was sent |
| \`changes\` | object | yes | what has changed, for events that tell of a change |
| \`changes.fields\` | list of string | no | the keys of the payload that have changed |
| \`changes.previous\` | object | no | their values from before |
| \`changes.added\` | list | no | what a list has gained: the tags, the lists or the status that a lead now has as well |
| \`changes.removed\` | list | no | what it has lost |
| \`actor\` | object | yes | who or what caused it: whoever causes events from within a receiver knows its own by it |
| \`actor.type\` | \`user\`, \`api\`, \`automation\`, \`import\`, \`system\` | no | |
| \`actor.id\`, \`actor.name\` | string | yes | |
| \`correlation_id\` | string | yes | joins the events that one action has caused, such as a bulk edit |

What holds for every payload:

- It is the changed object itself, whole and flat. What is deleted comes as it last was, with \`is_deleted: true\`.
- A key that stands here is always there. What is not known is null; text that a person has cleared may be \`""\`.
- There may be more keys than stand here, and more come with time. Receivers ignore those they do not know.
- Ids are opaque strings, mostly uuids. Times are ISO 8601 in UTC with milliseconds and \`Z\`.
- One change is one event. Deleting an object that others belong to does not tell of each of those.
- The shape of a payload that is called provisional may still change; that of others only grows.
`;

/** The page on all events, for those who receive them. */
export function eventsPage(types: readonly EventType[]): string {
  const shapes = shapesOf(types);
  const groups = [...Map.groupBy(types, ({ group }) => group)];
  return [
    HEAD,
    ...groups.flatMap(([group, members]) => [
      `## ${group}\n`,
      ...members.map(section),
      ...shapes.filter((shape) => shape.group === group).map((shape) => table(shape, shapes)),
    ]),
    "## What many of them hold\n",
    ...shapes.filter((shape) => shape.group === null).map((shape) => table(shape, shapes)),
  ].join("\n");
}

function section({ name, description, stability, schema, sample }: EventType): string {
  const kind = stability === "stable" ? "" : " Provisional.";
  return `### ${name}

${description} The payload is a ${linkTo(schema)}.${kind}

<details><summary>Sample</summary>

\`\`\`json
${JSON.stringify(sample, null, 2)}
\`\`\`

</details>
`;
}

function table(shape: Shape, shapes: readonly Shape[]): string {
  const { title, description, base } = shape;
  const inherited = base === null ? "" : ` All keys of ${link(base.title)}, and:`;
  const rows = ownProperties(shape, shapes).flatMap(([key, schema]) => rowsOf(key, schema, shapes));
  const head = ["| key | type | null | meaning |", "| --- | --- | --- | --- |"];
  return [`#### ${title}\n`, `${description}${inherited}\n`, ...head, ...rows, ""].join("\n");
}

/** A row for a key, and one for each key below it that has no table elsewhere. */
function rowsOf(path: string, schema: JsonSchema, shapes: readonly Shape[]): string[] {
  const cells = [`\`${path}\``, typeOf(schema), isNullable(schema) ? "yes" : "no", ownWords(schema, shapes) ?? ""];
  const row = `| ${cells.join(" | ")} |`;
  if (schema.title !== undefined) return [row];
  return [
    row,
    ...Object.entries(schema.properties ?? {}).flatMap(([key, inner]) => rowsOf(`${path}.${key}`, inner, shapes)),
  ];
}

function typeOf(schema: JsonSchema): string {
  if (schema.enum !== undefined) {
    const choices = schema.enum.filter((choice) => choice !== null);
    return choices.map((choice) => `\`${choice}\``).join(", ");
  }
  if (schema.format === "date-time") return "time";
  if (schema.format === "uuid") return "uuid";
  if (schema.title !== undefined) return linkTo(schema);
  if (schema.items !== undefined) return `list of ${typeOf(schema.items)}`;
  return isAnyValue(schema) ? "any" : typesOf(schema).join(" or ");
}

function linkTo({ title = "" }: JsonSchema): string {
  return link(title);
}

/** To the table's heading, as GitHub names it. */
function link(title: string): string {
  return `[${title}](#${title.toLowerCase()})`;
}
