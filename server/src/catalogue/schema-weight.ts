import { sizeOf } from "../core/json-size.ts";
import { KEYWORDS } from "./schema-keywords.ts";

/** What a schema may weigh: to compile it then takes some 200 ms. The heaviest of the catalogue weighs 323. */
const WEIGHT_MAX = 2_000;

/**
 * How much there is to check by a schema, each reference counted as if its definition stood in its place: twenty
 * definitions that each refer twice to the next are a million checks. `fault`: it is too much, or has no end.
 */
export function weigh(root: object): { weight: number; fault: string | null } {
  const known = new Map<object, number>();
  const open = new Set<object>();
  let cycle: string | null = null;

  function weightOf(schema: unknown): number {
    if (typeof schema !== "object" || schema === null) return 1;
    const before = known.get(schema);
    if (before !== undefined) return before;
    open.add(schema);
    let weight = 1;
    for (const [keyword, value] of Object.entries(schema)) weight += 1 + weightOfKeyword(keyword, value);
    open.delete(schema);
    known.set(schema, weight);
    return weight;
  }

  function weightOfKeyword(keyword: string, value: unknown): number {
    switch (KEYWORDS.get(keyword)) {
      case "ref":
        return weightOfRef(String(value));
      case "schema":
        return weightOf(value);
      case "schemas":
      case "schemaMap":
      case "patternMap":
        // Definitions that nobody refers to are not checked.
        if (keyword === "$defs" || keyword === "definitions") return 0;
        return Object.values(Object(value)).reduce((sum: number, inner) => sum + 1 + weightOf(inner), 0);
      case "values":
      case "names":
      case "nameMap":
        return sizeOf(value).weight;
      case "note":
        return keyword === "const" ? sizeOf(value).weight : 0;
      default:
        return 0;
    }
  }

  function weightOfRef(ref: string): number {
    const [, place = "", name = ""] = ref.split("/");
    const definition: unknown = Object(Object(root)[place])[name];
    if (typeof definition !== "object" || definition === null) return 1;
    if (open.has(definition)) {
      cycle ??= ref;
      return 1;
    }
    return weightOf(definition);
  }

  const weight = weightOf(root);
  if (cycle !== null) {
    return { weight, fault: `${cycle} refers to itself: write it out, as many levels deep as payloads go` };
  }
  if (weight <= WEIGHT_MAX) return { weight, fault: null };
  const fault = `has ${weight} things to check, with each reference written out; at most ${WEIGHT_MAX} are taken`;
  return { weight, fault };
}
