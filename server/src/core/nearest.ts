/** Names further away than this are another word, not a slip of the finger. So is what differs by more than half. */
const DISTANCE_MAX = 3;

/** The candidates that `word` may be a misspelling of, nearest first, at most `countMax`. */
export function nearest(word: string, candidates: readonly string[], countMax: number): string[] {
  return candidates
    .filter((name) => Math.abs(name.length - word.length) <= DISTANCE_MAX)
    .map((name) => ({ name, distance: editDistance(word, name) }))
    .filter(({ distance }) => distance <= DISTANCE_MAX && distance * 2 <= word.length)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, countMax)
    .map(({ name }) => name);
}

/**
 * How many characters must be added, removed or changed to make `b` of `a` (Levenshtein). Not counted to the end where it
 * is more than `DISTANCE_MAX` already: most names are, after a few characters.
 */
function editDistance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const changed = a[row - 1] === b[column - 1] ? 0 : 1;
      const removed = (above[column] ?? 0) + 1;
      const added = (current[column - 1] ?? 0) + 1;
      current.push(Math.min((above[column - 1] ?? 0) + changed, removed, added));
    }
    if (Math.min(...current) > DISTANCE_MAX) return DISTANCE_MAX + 1;
    above = current;
  }
  return above[b.length] ?? 0;
}
