/** How large a JSON value is, as far as looking at it goes. */
export interface JsonSize {
  /** Values in it, itself included; a text counts once more for every sixteen of its characters. */
  weight: number;
  /** Levels of arrays and objects. 0: it is neither. */
  depth: number;
}

/** What counting a character of a text takes, against looking at a value. */
const CHARACTERS_PER_WEIGHT = 16;

/** Without recursion, so that no value can be too deep for it. */
export function sizeOf(value: unknown): JsonSize {
  let weight = 0;
  let deepest = 0;
  const open: [value: unknown, depth: number][] = [[value, 0]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [one, depth] = next;
    weight += 1;
    if (typeof one === "string") weight += Math.floor(one.length / CHARACTERS_PER_WEIGHT);
    if (typeof one !== "object" || one === null) continue;
    deepest = Math.max(deepest, depth + 1);
    for (const inner of Object.values(one)) open.push([inner, depth + 1]);
  }
  return { weight, depth: deepest };
}
