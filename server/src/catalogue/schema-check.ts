import { joined } from "../core/field-path.ts";
import { sizeOf } from "../core/json-size.ts";
import { nearest } from "../core/nearest.ts";
import type { FieldError } from "../core/problems.ts";
import { shown } from "../core/shown.ts";
import { measurePattern } from "./bounded-pattern.ts";
import { KEYWORDS, type KeywordKind, REFUSED, SCHEMA_TYPES } from "./schema-keywords.ts";
import { weigh } from "./schema-weight.ts";

/** Of a schema as JSON. The largest of the catalogue has 5 KB. */
const SCHEMA_BYTES_MAX = 64 * 1024;
/** Levels of a schema as JSON: two for each level of a payload. */
const DEPTH_MAX = 32;
/** Keywords and names of a schema, all its parts included: four times as many as the largest of the catalogue has. */
const KEYWORDS_MAX = 1_000;
/** Patterns of a schema. Each takes up to a millisecond to be read. */
const PATTERNS_MAX = 50;
/** Equal items are found by comparing each with each: a hundred are 5,000 comparisons. */
const UNIQUE_ITEMS_MAX = 100;
/** More would say nothing new. */
const FAULTS_MAX = 20;
const DIALECT = "https://json-schema.org/draft/2020-12/schema";
const LOCAL_REF = /^#\/(\$defs|definitions)\/([A-Za-z0-9_.-]+)$/;

/** What is known while a schema is gone through. */
interface Walk {
  root: Readonly<Record<string, unknown>>;
  errors: FieldError[];
  keywords: number;
  patterns: number;
}

/**
 * What keeps a schema from being one of the app's own: what JSON Schema 2020-12 does not know, and what could make a
 * payload's check slow or endless. Empty: it can be compiled.
 */
export function schemaFaults(schema: unknown, path: string): FieldError[] {
  if (!isObject(schema)) return [{ path, message: `expected a JSON Schema as an object, got ${shown(schema)}` }];
  // First, because nothing below can bear any depth.
  const { depth } = sizeOf(schema);
  if (depth > DEPTH_MAX) return [{ path, message: `goes ${depth} levels deep; at most ${DEPTH_MAX} are taken` }];
  const bytes = Buffer.byteLength(JSON.stringify(schema));
  if (bytes > SCHEMA_BYTES_MAX) {
    return [{ path, message: `has ${bytes} bytes; at most ${SCHEMA_BYTES_MAX} are taken` }];
  }
  const walk: Walk = { root: schema, errors: [], keywords: 0, patterns: 0 };
  walkSchema(schema, path, walk);
  if (walk.errors.length > 0) return walk.errors.slice(0, FAULTS_MAX);
  const message = weigh(schema).fault;
  return message === null ? [] : [{ path, message }];
}

function walkSchema(schema: unknown, path: string, walk: Walk): void {
  if (typeof schema === "boolean") return;
  if (!isObject(schema)) {
    fault(walk, path, `expected a schema: an object, true or false, got ${shown(schema)}`);
    return;
  }
  for (const [keyword, value] of Object.entries(schema)) {
    if (isOver(walk)) return;
    walk.keywords += 1;
    if (walk.keywords > KEYWORDS_MAX) {
      walk.errors = [
        { path, message: `here the schema has more than ${KEYWORDS_MAX} keywords, the most that are taken` },
      ];
      walk.keywords = Number.POSITIVE_INFINITY;
      return;
    }
    const kind = KEYWORDS.get(keyword);
    if (kind === undefined) fault(walk, joined(path, keyword), unknownKeyword(keyword));
    else walkValue(kind, value, joined(path, keyword), walk);
  }
  if (schema["uniqueItems"] === true && !isAtMost(schema["maxItems"], UNIQUE_ITEMS_MAX)) {
    const message = `needs maxItems of at most ${UNIQUE_ITEMS_MAX} beside it: each item is compared with each`;
    fault(walk, joined(path, "uniqueItems"), message);
  }
}

function walkValue(kind: KeywordKind, value: unknown, path: string, walk: Walk): void {
  switch (kind) {
    case "schema":
      walkSchema(value, path, walk);
      break;
    case "schemas":
      walkList(value, path, walk);
      break;
    case "schemaMap":
    case "patternMap":
      walkMap(kind, value, path, walk);
      break;
    case "pattern":
      walkPattern(value, path, walk);
      break;
    case "ref":
      walkRef(value, path, walk);
      break;
    default: {
      const message = plainFault(kind, value);
      if (message !== null) fault(walk, path, message);
    }
  }
}

function walkList(value: unknown, path: string, walk: Walk): void {
  if (!Array.isArray(value) || value.length === 0) {
    fault(walk, path, `expected a list of schemas, got ${shown(value)}`);
    return;
  }
  for (const [at, inner] of value.entries()) walkSchema(inner, joined(path, String(at)), walk);
}

function walkMap(kind: KeywordKind, value: unknown, path: string, walk: Walk): void {
  if (!isObject(value)) {
    fault(walk, path, `expected an object of schemas, got ${shown(value)}`);
    return;
  }
  for (const [name, inner] of Object.entries(value)) {
    if (isOver(walk)) return;
    walk.keywords += 1;
    if (kind === "patternMap") walkPattern(name, joined(path, name), walk);
    walkSchema(inner, joined(path, name), walk);
  }
}

function walkPattern(source: unknown, path: string, walk: Walk): void {
  if (typeof source !== "string") {
    fault(walk, path, `expected a pattern, got ${shown(source)}`);
    return;
  }
  walk.patterns += 1;
  if (walk.patterns > PATTERNS_MAX) {
    if (walk.patterns === PATTERNS_MAX + 1)
      fault(walk, path, `is one more than the ${PATTERNS_MAX} patterns that are taken`);
    return;
  }
  const measured = measurePattern(source);
  if ("fault" in measured) fault(walk, path, `${shown(source)} ${measured.fault}`);
}

function walkRef(ref: unknown, path: string, walk: Walk): void {
  const [, place = "", name = ""] = (typeof ref === "string" && LOCAL_REF.exec(ref)) || [];
  const definitions = walk.root[place];
  if (name === "") {
    fault(walk, path, `expected a reference within the schema such as #/$defs/address, got ${shown(ref)}`);
  } else if (!isObject(definitions) || !Object.hasOwn(definitions, name)) {
    fault(walk, path, `there is no ${name} in ${place} of the schema`);
  }
}

/** Of a keyword whose value holds no schema. Null: it is right. */
function plainFault(kind: KeywordKind, value: unknown): string | null {
  const isRight = IS_RIGHT[kind]?.(value) ?? true;
  return isRight ? null : `expected ${WANTED[kind]}, got ${shown(value)}`;
}

const IS_RIGHT: Partial<Record<KeywordKind, (value: unknown) => boolean>> = {
  dialect: (value) => value === DIALECT || value === `${DIALECT}#`,
  text: (value) => typeof value === "string",
  type: (value) =>
    (Array.isArray(value) ? isDistinct(value) && value.length > 0 : true) && [value].flat().every(isType),
  notes: Array.isArray,
  values: (value) => Array.isArray(value) && value.length > 0,
  number: (value) => typeof value === "number",
  positive: (value) => typeof value === "number" && value > 0,
  count: (value) => Number.isSafeInteger(value) && Number(value) >= 0,
  flag: (value) => typeof value === "boolean",
  names: isNames,
  nameMap: (value) => isObject(value) && Object.values(value).every(isNames),
};

const WANTED: Partial<Record<KeywordKind, string>> = {
  dialect: DIALECT,
  text: "a text",
  type: `one or several of ${SCHEMA_TYPES.join(", ")}`,
  notes: "a list",
  values: "a list of values",
  number: "a number",
  positive: "a number above 0",
  count: "a whole number from 0 on",
  flag: "true or false",
  names: "a list of names, each once",
  nameMap: "an object of lists of names",
};

function unknownKeyword(keyword: string): string {
  const instead = REFUSED.get(keyword);
  if (instead !== undefined) return `is not taken: ${instead}`;
  const [best] = keyword.length > NAME_COMPARED_MAX ? [] : nearest(keyword, [...KEYWORDS.keys()], 1);
  return `no keyword of JSON Schema 2020-12${best === undefined ? "" : `; did you mean ${best}?`}`;
}

/** The longest keyword has 21 characters. */
const NAME_COMPARED_MAX = 40;

function fault(walk: Walk, path: string, message: string): void {
  walk.errors.push({ path, message });
}

function isOver({ errors, keywords }: Walk): boolean {
  return errors.length >= FAULTS_MAX || keywords > KEYWORDS_MAX;
}

function isType(value: unknown): boolean {
  return typeof value === "string" && SCHEMA_TYPES.includes(value);
}

function isNames(value: unknown): boolean {
  return Array.isArray(value) && value.every((name) => typeof name === "string") && isDistinct(value);
}

function isDistinct(values: readonly unknown[]): boolean {
  return new Set(values).size === values.length;
}

function isAtMost(value: unknown, max: number): boolean {
  return typeof value === "number" && value <= max;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
