/**
 * What the value of a keyword is. `note` and `notes`, a list of them: nothing is checked by it. `schemas`: a list of schemas, `schemaMap`: schemas by
 * name, `patternMap`: schemas by pattern. `nameMap`: lists of names by name.
 */
export type KeywordKind =
  | "dialect"
  | "ref"
  | "note"
  | "notes"
  | "text"
  | "type"
  | "values"
  | "number"
  | "positive"
  | "count"
  | "flag"
  | "pattern"
  | "names"
  | "nameMap"
  | "schema"
  | "schemas"
  | "schemaMap"
  | "patternMap";

/** The keywords of JSON Schema 2020-12 that a type of the app's own may use. */
export const KEYWORDS: ReadonlyMap<string, KeywordKind> = new Map([
  ["$schema", "dialect"],
  ["$ref", "ref"],
  ["$defs", "schemaMap"],
  ["definitions", "schemaMap"],
  ["$comment", "text"],
  ["title", "text"],
  ["description", "text"],
  ["default", "note"],
  ["examples", "notes"],
  ["deprecated", "flag"],
  ["readOnly", "flag"],
  ["writeOnly", "flag"],
  ["format", "text"],
  ["contentEncoding", "text"],
  ["contentMediaType", "text"],
  ["type", "type"],
  ["enum", "values"],
  ["const", "note"],
  ["multipleOf", "positive"],
  ["maximum", "number"],
  ["exclusiveMaximum", "number"],
  ["minimum", "number"],
  ["exclusiveMinimum", "number"],
  ["maxLength", "count"],
  ["minLength", "count"],
  ["pattern", "pattern"],
  ["maxItems", "count"],
  ["minItems", "count"],
  ["uniqueItems", "flag"],
  ["maxContains", "count"],
  ["minContains", "count"],
  ["maxProperties", "count"],
  ["minProperties", "count"],
  ["required", "names"],
  ["dependentRequired", "nameMap"],
  ["prefixItems", "schemas"],
  ["items", "schema"],
  ["contains", "schema"],
  ["properties", "schemaMap"],
  ["patternProperties", "patternMap"],
  ["additionalProperties", "schema"],
  ["propertyNames", "schema"],
  ["dependentSchemas", "schemaMap"],
  ["if", "schema"],
  ["then", "schema"],
  ["else", "schema"],
  ["allOf", "schemas"],
  ["anyOf", "schemas"],
  ["oneOf", "schemas"],
  ["not", "schema"],
  ["unevaluatedItems", "schema"],
  ["unevaluatedProperties", "schema"],
]);

/** Keywords that are refused, and what to do instead. */
export const REFUSED: ReadonlyMap<string, string> = new Map(
  Object.entries({
    $id: "schemas have no addresses here: leave it out",
    id: "schemas have no addresses here: leave it out",
    $anchor: "refer to #/$defs/<name> instead",
    $dynamicRef: "refer to #/$defs/<name> with $ref instead",
    $dynamicAnchor: "refer to #/$defs/<name> with $ref instead",
    $recursiveRef: "refer to #/$defs/<name> with $ref instead",
    $recursiveAnchor: "refer to #/$defs/<name> with $ref instead",
    $vocabulary: "it is for meta-schemas: leave it out",
    $data: "values of a payload cannot be rules: write the value itself",
    $async: "schemas are checked at once: leave it out",
    nullable: 'say type: ["<type>", "null"] instead',
    discriminator: "say const in each branch of oneOf instead",
    dependencies: "say dependentRequired or dependentSchemas instead",
    additionalItems: "say prefixItems and items instead",
  }),
);

/** The types of JSON Schema. */
export const SCHEMA_TYPES: readonly string[] = ["string", "number", "integer", "boolean", "object", "array", "null"];
