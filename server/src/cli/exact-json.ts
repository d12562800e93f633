/** Of ECMAScript 2026: TypeScript's types do not have it yet. */
interface JsonWithSource {
  parse(text: string, revive: (key: string, value: unknown, context: { source?: string }) => unknown): unknown;
  /** What `stringify` writes as this text. */
  rawJSON(text: string): object;
}

const { parse, rawJSON } = JSON as unknown as JsonWithSource;

/**
 * A JSON document whose numbers go out again as they came in, by `JSON.stringify`: JavaScript would round those of 20
 * digits, and spell `1.0` otherwise. Such a number is an object until then. Throws `SyntaxError`.
 */
export function parseExactly<Value>(text: string): Value {
  // The server's answer is checked against the sdk's types where it is declared.
  return parse(text, (_key, value, { source }) => {
    return typeof value === "number" && source !== undefined && String(value) !== source ? rawJSON(source) : value;
  }) as Value;
}
