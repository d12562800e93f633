/** What a status usually means for a webhook, and what to look at. */
const HINTS: ReadonlyMap<number, string> = new Map([
  [400, "the receiver did not like the request: its own log says why"],
  [401, "the receiver asks for credentials: add its header to the endpoint"],
  [403, "the receiver refuses: credentials are missing, or bot protection stands in front of it"],
  [404, "nothing is at that path: check the URL"],
  [405, "the path does not take POST: check the URL"],
  [406, "the receiver cannot answer in a form it likes: have it ignore the accept header"],
  [408, "the receiver gave up reading the request"],
  [411, "a proxy before the receiver dropped the length of the request"],
  [413, "the receiver takes no body of this size: raise its limit"],
  [415, "the receiver does not take application/json"],
  [422, "the receiver did not like the content: its own log says why"],
  [429, "the receiver is asked too often: raise its rate limit"],
  [500, "the receiver's own code failed: its log says why"],
  [502, "a proxy could not reach the receiver behind it"],
  [503, "the receiver is overloaded or down for maintenance"],
  [504, "a proxy waited too long for the receiver behind it"],
]);

/** `answered 404: nothing is at that path: check the URL`. */
export function statusWords(status: number): string {
  const hint = HINTS.get(status) ?? (status >= 500 ? "the receiver failed" : "only 2xx counts as received");
  return `answered ${status}: ${hint}`;
}

/** A receiver's text made safe to show in a sentence: one line of visible characters, cut to a length. */
export function printable(text: string, lengthMax: number): string {
  const visible = text.replace(/[^\x20-\x7e]/g, "");
  return visible.length > lengthMax ? `${visible.slice(0, lengthMax)}…` : visible;
}
