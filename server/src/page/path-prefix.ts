/** Where paths of our own begin: a public path that begins like one of them cannot be told from it. */
const OWN = new Set(["v1", "inbox", "assets", "healthz", "readyz", "metrics", "openapi.json"]);

/** The path of the public URL, without a slash at its end, and the way to take it off the path of a request. */
export interface PathPrefix {
  prefix: string;
  strip(url: string): string;
}

/**
 * For a public URL with a path, which a proxy may take off its requests or leave there. Null: it has none, or one that
 * only a proxy can take off.
 */
export function createPathPrefix(publicUrl: string | null): PathPrefix | null {
  const prefix = publicUrl === null ? "" : new URL(publicUrl).pathname.replace(/\/+$/, "");
  const [, first = ""] = prefix.split("/");
  if (prefix === "" || OWN.has(first)) return null;
  return {
    prefix,
    strip(url) {
      if (!url.startsWith(prefix)) return url;
      const rest = url.slice(prefix.length);
      return rest.startsWith("/") ? rest : url;
    },
  };
}
