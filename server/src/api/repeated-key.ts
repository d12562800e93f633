import { joined } from "../core/field-path.ts";

/** An object or array that is being read. */
interface Open {
  /** The keys it has had so far. Null: it is an array. */
  keys: Set<string> | null;
  /** The key or index of the value that is being read. */
  at: string;
  isKeyNext: boolean;
}

/**
 * The path of the first key that comes twice in an object, at any depth. Null: none. `text` must be known to be valid JSON.
 * `JSON.parse` takes the last of them, other readers the first: which one counts is not for us to guess.
 */
export function repeatedKey(text: string): string | null {
  const open: Open[] = [];
  for (let index = 0; index < text.length; index++) {
    const top = open.at(-1);
    switch (text[index]) {
      case '"': {
        const end = endOfString(text, index);
        if (top?.isKeyNext === true && top.keys !== null) {
          top.at = String(JSON.parse(text.slice(index, end)));
          top.isKeyNext = false;
          if (top.keys.has(top.at)) return open.reduce((path, { at }) => joined(path, at), "");
          top.keys.add(top.at);
        }
        index = end - 1;
        break;
      }
      case "{":
        open.push({ keys: new Set(), at: "", isKeyNext: true });
        break;
      case "[":
        open.push({ keys: null, at: "0", isKeyNext: false });
        break;
      case "}":
      case "]":
        open.pop();
        break;
      case ",":
        if (top === undefined) break;
        if (top.keys === null) top.at = String(Number(top.at) + 1);
        else top.isKeyNext = true;
        break;
    }
  }
  return null;
}

/** `from` is the opening quote; the result is just after the closing one. */
function endOfString(text: string, from: number): number {
  let at = from + 1;
  while (text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at + 1;
}
