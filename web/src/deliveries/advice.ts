/** What an error means and what to do about it, where the attempt's own words say only what happened. */
const ADVICE: Readonly<Record<string, string>> = {
  address_forbidden:
    "Posthorn sends to public addresses only. Use a public URL, or ask the operator to allow this address.",
  url_forbidden: "The URL breaks a rule for endpoints. Change it in the settings.",
  dns_not_found: "Check the host name for a mistake. If it is new, its DNS record may take a while to be seen.",
  dns_failed: "The name servers of this host gave no answer. This often passes; if it stays, ask whoever runs its DNS.",
  connection_refused:
    "The host is up, but nothing listens on that port. Start the receiver, or check the port in the URL.",
  connection_timeout:
    "The host did not answer at all. It is down, or a firewall drops the packets: let Posthorn's address in.",
  connection_reset: "The receiver hung up in the middle. Its log, or that of the proxy before it, says why.",
  connection_failed: "No way to the host was found. Check that it is up and reachable from the internet.",
  tls_failed: "The two sides found no common way to encrypt. Check that https is really spoken on that port.",
  tls_self_signed:
    "Anybody can sign a certificate themselves, so it proves nothing. Public authorities such as Let's Encrypt give them for free.",
  tls_wrong_host:
    "The certificate is for another name. Set the URL to that name, or have a certificate made for this one.",
  tls_untrusted: "Have the certificate issued by a public authority and send its whole chain.",
  tls_expired: "Renew the certificate, and see that it renews itself from now on.",
  timeout: "Put the event into a queue, answer 2xx at once, and do the work after that.",
  redirect: "Change the URL in the settings to where it leads, then replay this delivery.",
  gone: "That is why the endpoint is paused. Resume it once the receiver is back, or delete it.",
  response_invalid: "What came back is no valid HTTP answer. Check what listens on that port.",
  internal: "The fault is on Posthorn's side. Replay the delivery; if it happens again, tell the operator.",
};

/** Null: the words of the attempt say all there is. */
export function adviceFor(code: string): string | null {
  return ADVICE[code] ?? null;
}
