import { hash } from "node:crypto";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { sizeOf } from "../core/json-size.ts";
import type { FieldError } from "../core/problems.ts";
import { createBoundedPattern, createMeter, type Meter, PatternsTooSlow } from "./bounded-pattern.ts";
import { toFieldErrors } from "./payload-faults.ts";
import { weigh } from "./schema-weight.ts";

/** Compiled schemas that are kept: some 50 KB each. More types than that in use at once are compiled anew, in milliseconds. */
const COMPILED_MAX = 200;
/** What a schema weighs times what a payload weighs: some 200 ms at the very worst. A usual event takes 10,000. */
const WORK_MAX = 50_000_000;
/** Up to here all faults are gathered, of which each check may make one. Beyond, the first has to do. */
const GATHERED_WORK_MAX = 200_000;
/** The same for the steps that patterns have taken. */
const GATHERED_STEPS_MAX = 200_000;
/** Levels of a payload. Comparing two values goes down into them. */
const DEPTH_MAX = 200;

/** Checks values by schemas of the app's own, which `schemaFaults` has let pass. Whatever both hold, it ends soon. */
export interface OwnSchemas {
  /** What is wrong with a value that errors call `root`. */
  check(schema: object, value: unknown, root: string): FieldError[];
}

interface Compiled {
  weight: number;
  meter: Meter;
  toFirst: ValidateFunction;
  /** Made when it is first needed: most payloads are good. */
  toAll(): ValidateFunction;
}

export function createOwnSchemas(): OwnSchemas {
  const byHash = new Map<string, Compiled>();
  /** Spares hashing where the schema is the very object that was seen before. */
  const hashes = new WeakMap<object, string>();

  function compiledOf(schema: object): Compiled {
    const key = hashes.get(schema) ?? hash("sha256", JSON.stringify(schema), "base64");
    hashes.set(schema, key);
    const compiled = byHash.get(key) ?? compile(schema);
    // To the end of the line: the one that was not used for the longest time is at its front.
    byHash.delete(key);
    byHash.set(key, compiled);
    const [oldest] = byHash.keys();
    if (byHash.size > COMPILED_MAX && oldest !== undefined) byHash.delete(oldest);
    return compiled;
  }

  return { check: (schema, value, root) => check(compiledOf(schema), value, root) };
}

function check({ weight, meter, toFirst, toAll }: Compiled, value: unknown, root: string): FieldError[] {
  const size = sizeOf(value);
  if (size.depth > DEPTH_MAX) {
    return [{ path: root, message: `goes ${size.depth} levels deep; at most ${DEPTH_MAX} can be checked` }];
  }
  const work = weight * size.weight;
  if (work > WORK_MAX)
    return [{ path: root, message: "is too large to be checked by a schema as large as its type's" }];
  const judge = (isGood: ValidateFunction): FieldError[] => {
    meter.reset();
    const errors = isGood(value) ? [] : (isGood.errors ?? []);
    const faults = toFieldErrors(errors, root);
    // They hold the value, and would keep it in memory until the next one.
    isGood.errors = null;
    return faults;
  };
  try {
    const first = judge(toFirst);
    const isMore = first.length > 0 && work <= GATHERED_WORK_MAX && meter.spent() <= GATHERED_STEPS_MAX;
    return isMore ? judge(toAll()) : first;
  } catch (error) {
    if (!(error instanceof PatternsTooSlow)) throw error;
    return [{ path: root, message: `cannot be checked: ${error.message}` }];
  }
}

function compile(schema: object): Compiled {
  const meter = createMeter();
  const compiler = (allErrors: boolean) =>
    new Ajv2020({
      allErrors,
      code: {
        regExp: Object.assign((source: string) => createBoundedPattern(source, meter), { code: "" }),
        // It takes most of the time that compiling takes, and gains nothing that is felt.
        optimize: false,
      },
      // Keys such as `constructor` are there only where the payload has them.
      ownProperties: true,
      // What is left of strict mode is style, and what is wrong was found by `schemaFaults`.
      strict: false,
      logger: false,
      messages: false,
      // Formats are notes in 2020-12.
      validateFormats: false,
      validateSchema: false,
      meta: false,
      // For the schema that a value has failed.
      verbose: true,
    }).compile(schema);
  let all: ValidateFunction | null = null;
  return {
    weight: weigh(schema).weight,
    meter,
    toFirst: compiler(false),
    toAll() {
      all ??= compiler(true);
      return all;
    },
  };
}
