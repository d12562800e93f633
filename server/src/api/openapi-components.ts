import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { type Reference, type Response, SCHEMAS, type Schema, withInner } from "./openapi-schema.ts";

/** What has a name. It stands once in the document, and is referred to wherever it is used. */
export interface Components {
  readonly schemas: Readonly<Record<string, Schema>>;
  readonly responses: Readonly<Record<string, Response>>;
  /** The same schema, with a reference in the place of whatever has a title. Two that share one must say the same. */
  refer(schema: Schema): Schema;
  referToResponse(name: string, response: Response): Reference;
}

export function createComponents(): Components {
  const schemas: Record<string, Schema> = {};
  const responses: Record<string, Response> = {};

  function refer(schema: Schema): Schema {
    const { title, ...untitled } = withInner(schema, refer);
    if (title === undefined) return untitled;
    const isNullable = Array.isArray(untitled.type) && untitled.type.includes("null");
    const component: Schema = isNullable ? { ...untitled, type: typeBesideNull(untitled) } : untitled;
    const known = schemas[title] ?? component;
    assert(
      isDeepStrictEqual({ ...known, description: "" }, { ...component, description: "" }),
      `two schemas have the title ${title} and say different things`,
    );
    schemas[title] = known;
    const reference = { $ref: SCHEMAS + title };
    const own = known.description === component.description ? {} : { description: String(component.description) };
    return isNullable ? { anyOf: [reference, { type: "null" }], ...own } : { ...reference, ...own };
  }

  return {
    schemas,
    responses,
    refer,
    referToResponse(name, response) {
      responses[name] = response;
      return { $ref: `#/components/responses/${name}` };
    },
  };
}

function typeBesideNull({ type }: Schema): string {
  const [first, ...more] = [type ?? []].flat().filter((one) => one !== "null");
  assert(first !== undefined && more.length === 0, "a schema with a name has one type");
  return first;
}
