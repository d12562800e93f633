/** A JSON text taken apart, with every scalar as it was spelt: `1.0`, `1e3` and long ids stay what they are. */
export type JsonNode =
  | { kind: "scalar"; type: "string" | "number" | "word"; text: string }
  | { kind: "array"; items: JsonNode[] }
  | { kind: "object"; members: { key: string; value: JsonNode }[] };

/** Deeper texts are shown as they are: nobody unfolds that far, and the parser calls itself. */
const DEPTH_MAX = 200;
const TOKEN = /\s*(?:([[\]{},:])|("(?:[^"\\]|\\.)*")|(-?\d[\d.eE+-]*)|(true|false|null))/y;

/** Null: it is no JSON, or deeper than anybody looks. */
export function parseJsonTree(text: string): JsonNode | null {
  try {
    // The judge of what is JSON; what is left here is to walk through it.
    JSON.parse(text);
    TOKEN.lastIndex = 0;
    return readValue(text, 0);
  } catch {
    return null;
  }
}

/** The value of a member of an object, as it was written. Null: it is not there, or the text is no object. */
export function memberText(text: string, name: string): string | null {
  try {
    TOKEN.lastIndex = 0;
    if (next(text)[1] !== "{") return null;
    for (let token = next(text); token[1] !== "}"; token = next(text)) {
      if (token[1] === ",") continue;
      next(text);
      const from = TOKEN.lastIndex;
      readValue(text, 0);
      if (JSON.parse(token[2] ?? "") === name) return text.slice(from, TOKEN.lastIndex).trim();
    }
    return null;
  } catch {
    return null;
  }
}

function next(text: string): RegExpExecArray {
  const token = TOKEN.exec(text);
  if (token === null) throw new SyntaxError("not JSON");
  return token;
}

function readValue(text: string, depth: number, token = next(text)): JsonNode {
  if (depth > DEPTH_MAX) throw new RangeError("too deep");
  const [, mark, string, number, word] = token;
  if (mark === "{") return { kind: "object", members: readMembers(text, depth) };
  if (mark === "[") return { kind: "array", items: readItems(text, depth) };
  if (string !== undefined) return { kind: "scalar", type: "string", text: string };
  if (number !== undefined) return { kind: "scalar", type: "number", text: number };
  return { kind: "scalar", type: "word", text: word ?? "" };
}

function readItems(text: string, depth: number): JsonNode[] {
  const items: JsonNode[] = [];
  for (let token = next(text); token[1] !== "]"; token = next(text)) {
    if (token[1] !== ",") items.push(readValue(text, depth + 1, token));
  }
  return items;
}

function readMembers(text: string, depth: number): { key: string; value: JsonNode }[] {
  const members: { key: string; value: JsonNode }[] = [];
  for (let token = next(text); token[1] !== "}"; token = next(text)) {
    if (token[1] === ",") continue;
    const key = token[2] ?? "";
    next(text);
    members.push({ key, value: readValue(text, depth + 1) });
  }
  return members;
}
