/** The token of the inbox that a URL leads to. Null: it leads to no inbox of this node. */
export function inboxToken(url: string, publicUrl: string): string | null {
  const prefix = `${publicUrl}/inbox/`;
  if (!url.startsWith(prefix)) return null;
  return /^[\w-]{8,64}(?=$|[?#])/.exec(url.slice(prefix.length))?.[0] ?? null;
}
