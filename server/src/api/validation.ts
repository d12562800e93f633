import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import type { FastifySchemaCompiler } from "fastify";
import type { TSchema } from "typebox";
import { ProblemError } from "../core/problems.ts";
import { parseTime } from "../core/time.ts";
import { toFieldErrors } from "./input-faults.ts";
import { invalidRequest } from "./problem-answers.ts";

const ajv = new Ajv2020({
  allErrors: true,
  formats: { "date-time": (text: string) => "ms" in parseTime(text) },
  // The schemas are ours, and say more than is checked.
  meta: false,
  strict: false,
  validateSchema: false,
});

/**
 * Checks input against a route's schemas. Nothing is coerced, filled in or taken out: a number in quotes is a fault. Only
 * query strings, which know nothing but text, have numbers and booleans read; and no body says as much as an empty object.
 */
export const compileValidator: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  let isGood: ValidateFunction | null = null;
  return (input: unknown) => {
    // When a route is first called: all of them at the start took a tenth of it.
    isGood ??= ajv.compile(schema);
    const value = httpPart === "querystring" ? readQuery(schema, input) : (input ?? {});
    if (isGood(value)) return { value };
    const faults = toFieldErrors(isGood.errors ?? [], value);
    isGood.errors = null;
    return { error: new ProblemError(invalidRequest(faults)) };
  };
};

function readQuery(schema: TSchema, query: unknown): unknown {
  const properties = "properties" in schema ? Object(schema.properties) : {};
  const read = ([name, text]: [string, unknown]) => {
    const type = properties[name]?.type;
    if (type === "integer" && typeof text === "string" && /^[0-9]{1,9}$/.test(text)) return [name, Number(text)];
    if (type === "boolean" && (text === "true" || text === "false")) return [name, text === "true"];
    return [name, text];
  };
  return Object.fromEntries(Object.entries(Object(query)).map(read));
}
