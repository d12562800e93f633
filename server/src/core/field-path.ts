/** A JSON Pointer as a path in words: `/headers/x-team` as `headers["x-team"]`, `/events/2` as `events[2]`. */
export function toPath(pointer: string): string {
  return keysOf(pointer).reduce(joined, "");
}

/** The keys that a JSON Pointer (RFC 6901) goes through. */
export function keysOf(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((segment) => segment.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** A path and the key below it, spelt as in JavaScript. */
export function joined(path: string, key: string): string {
  if (/^[0-9]+$/.test(key)) return `${path}[${key}]`;
  if (!/^[A-Za-z_$][A-Za-z0-9_$]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
}
