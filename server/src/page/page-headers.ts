/**
 * What a browser may do with the page: run and show what comes with it, talk to this node, and nothing else. There is no
 * inline script or style, so none that somebody has smuggled in runs either. `embedOrigins` may show it in a frame.
 */
export function pageHeaders(embedOrigins: readonly string[]): Readonly<Record<string, string>> {
  const policy = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "manifest-src": "'self'",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": embedOrigins.length === 0 ? "'none'" : embedOrigins.join(" "),
  };
  return {
    "content-security-policy": Object.entries(policy)
      .map(([name, value]) => `${name} ${value}`)
      .join("; "),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    // For what does not know frame-ancestors. There is no value that names other origins.
    ...(embedOrigins.length === 0 ? { "x-frame-options": "DENY" } : {}),
  };
}
