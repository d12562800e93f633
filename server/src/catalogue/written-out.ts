import { KEYWORDS } from "./schema-keywords.ts";

/**
 * A schema with each reference to its own definitions replaced by what it refers to: for where it becomes a part of
 * another document, in which those references would lead nowhere. `schemaFaults` has seen to it that this ends, and soon.
 */
export function writtenOut(root: object): object {
  function ofSchema(schema: unknown): unknown {
    if (typeof schema !== "object" || schema === null) return schema;
    const { $ref, $defs, definitions, ...own }: Record<string, unknown> = { ...schema };
    const inner = Object.fromEntries(Object.entries(own).map(([keyword, value]) => [keyword, ofValue(keyword, value)]));
    if (typeof $ref !== "string") return inner;
    const [, place = "", name = ""] = $ref.split("/");
    const definition = ofSchema(Object(Object(root)[place])[name]);
    const { allOf = [], ...rest }: { allOf?: unknown } = inner;
    return Object.keys(inner).length === 0 ? definition : { ...rest, allOf: [definition, ...[allOf].flat()] };
  }

  function ofValue(keyword: string, value: unknown): unknown {
    switch (KEYWORDS.get(keyword)) {
      case "schema":
        return ofSchema(value);
      case "schemas":
        return [value].flat().map(ofSchema);
      case "schemaMap":
      case "patternMap":
        return Object.fromEntries(Object.entries(Object(value)).map(([name, schema]) => [name, ofSchema(schema)]));
      default:
        return value;
    }
  }

  return Object(ofSchema(root));
}
