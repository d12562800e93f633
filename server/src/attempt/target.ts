/** Where a request goes once its URL has passed the rules. */
export interface Target {
  /** Scheme, host and port as `URL.origin` spells them, such as `https://a.example:8443`. */
  origin: string;
  /** Host and port as the `host` header has them. */
  host: string;
  /** A host name, or an address without brackets. */
  hostname: string;
  port: number;
  isTls: boolean;
  /** Whether its addresses are vetted. Only this node's own inbox goes unvetted. */
  isGuarded: boolean;
  /** Path and query, as they go into the request line. */
  path: string;
}

/** A target's host and port as a person writes them: `203.0.113.7:443`, `[2001:db8::1]:443`. */
export function hostAndPort(host: string, port: number): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
