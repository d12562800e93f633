/** What a statement is given. An array is one of Postgres' arrays. */
export type SqlValue = string | number | boolean | null | Uint8Array | readonly Element[];

type Element = string | number | boolean | null;

/** The form in which the driver sends it. */
export function toPg(value: SqlValue): unknown {
  if (typeof value === "string") return withoutNul(value);
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return Array.isArray(value) ? toArrayText(value) : value;
}

/** Text in Postgres holds no NUL: what somebody's server or settings say with one in it shall still be kept. */
export function withoutNul(text: string): string {
  return text.includes("\0") ? text.replaceAll("\0", "\uFFFD") : text;
}

/**
 * An array as Postgres reads it. Batches are made of nothing else, and the driver's own way, which may meet any kind of
 * value, takes three times as long.
 */
function toArrayText(elements: readonly Element[]): string {
  let text = "{";
  for (const element of elements) {
    if (text.length > 1) text += ",";
    if (element === null) text += "NULL";
    else text += typeof element === "string" ? quoted(element) : String(element);
  }
  return `${text}}`;
}

function quoted(text: string): string {
  const isPlain = !text.includes('"') && !text.includes("\\");
  return `"${withoutNul(isPlain ? text : text.replace(/["\\]/g, "\\$&"))}"`;
}
