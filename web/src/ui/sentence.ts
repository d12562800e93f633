/** Words that stand in the middle of a sentence elsewhere, as a sentence of their own. */
export function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
