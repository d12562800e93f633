const WORDS: Readonly<Record<string, string>> = {
  address_forbidden: "address not allowed",
  url_forbidden: "URL not allowed",
  dns_not_found: "host not found",
  dns_failed: "no answer from DNS",
  connection_refused: "connection refused",
  connection_timeout: "no connection",
  connection_reset: "connection cut",
  connection_failed: "no way to the host",
  tls_failed: "no secure connection",
  tls_self_signed: "self-signed certificate",
  tls_wrong_host: "certificate of another host",
  tls_untrusted: "untrusted certificate",
  tls_expired: "expired certificate",
  timeout: "took too long",
  status: "answered with an error",
  redirect: "redirect",
  gone: "410 Gone",
  response_invalid: "invalid answer",
  internal: "fault in Posthorn",
};

/** What an attempt's error code says, in a few words for a row. A code of a later release is spelt out. */
export function errorWords(code: string): string {
  return WORDS[code] ?? code.replaceAll("_", " ");
}
