import type { EventTypeSettings } from "@posthorn/sdk";
import type { Catalogue } from "../catalogue/catalogue.ts";
import { createOwnSchemas } from "../catalogue/own-schemas.ts";
import { schemaFaults } from "../catalogue/schema-check.ts";
import { EVENT_TYPE_NAME, EVENT_TYPE_NAME_LENGTH_MAX } from "../core/event-type.ts";
import { type FieldError, ProblemError } from "../core/problems.ts";
import { shown } from "../core/shown.ts";
import type { TypeDefinition } from "../store/event-types.ts";
import { invalidRequest } from "./problem-answers.ts";

/** Of a sample as JSON: a quarter of the largest payload. */
const SAMPLE_BYTES_MAX = 64 * 1024;
const DEFAULT_GROUP = "Own Events";

/** What an app says of a type of its own, checked. Throws `invalid_request` with all that is wrong. */
export function toDefinition(name: string, settings: EventTypeSettings, catalogue: Catalogue): TypeDefinition {
  const { schema, sample } = settings;
  const errors: FieldError[] = [...nameFaults(name, catalogue)];
  if (schema === undefined) errors.push({ path: "schema", message: "required, since this type is not built in" });
  else errors.push(...schemaFaults(schema, "schema"));
  if (sample === undefined) errors.push({ path: "sample", message: "required, since this type is not built in" });
  if (errors.length === 0) errors.push(...sampleFaults(Object(schema), sample));
  if (errors.length > 0) throw new ProblemError(invalidRequest(errors));
  return {
    description: settings.description ?? "",
    group: settings.group ?? DEFAULT_GROUP,
    schema: JSON.stringify(schema),
    sample: JSON.stringify(sample),
  };
}

function nameFaults(name: string, catalogue: Catalogue): FieldError[] {
  if (name.length > EVENT_TYPE_NAME_LENGTH_MAX || !EVENT_TYPE_NAME.test(name)) {
    const message =
      `expected parts of A-Z a-z 0-9 _ with full stops between them, such as order.paid, of at most ` +
      `${EVENT_TYPE_NAME_LENGTH_MAX} characters in all, got ${shown(name)}`;
    return [{ path: "name", message }];
  }
  const lower = name.toLowerCase();
  const twin = catalogue.list().find((type) => type.name !== name && type.name.toLowerCase() === lower);
  // A subscription to one of the two would look as if it were one to the other.
  return twin === undefined ? [] : [{ path: "name", message: `there is ${twin.name} already, with other capitals` }];
}

function sampleFaults(schema: object, sample: unknown): FieldError[] {
  const bytes = Buffer.byteLength(JSON.stringify(sample));
  if (bytes > SAMPLE_BYTES_MAX) {
    return [{ path: "sample", message: `has ${bytes} bytes; at most ${SAMPLE_BYTES_MAX} are taken` }];
  }
  return createOwnSchemas().check(schema, sample, "sample");
}
