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

/** What to do about an answer that is no 2xx, by its status: what it usually means stands in the attempt's own words. */
const STATUS_ADVICE: Readonly<Record<number, string>> = {
  400: "Compare the request below with what the receiver expects: often it parses the body before it verifies, or wants another content type.",
  401: "Webhooks bring a signature, no login. Let this path through without one, or add the header that it wants in the settings.",
  403: "Let this path past logins, bot protection, CSRF checks and address lists: the signature says who sends.",
  404: "Check the path in the URL, with its last slash, and that this route is deployed. Then replay the delivery.",
  405: "The route must take POST. Check the URL's path and last slash: some frameworks answer so where they would redirect.",
  406: "The body of your answer does not matter: answer 204 with none.",
  408: "Read the body as soon as the request comes, or raise the time limit of the proxy before the receiver.",
  411: "Have the proxy before the receiver pass content-length on.",
  413: "Raise the body limit to at least 512 KiB, in the framework and in the proxy before it (nginx: client_max_body_size).",
  415: "Have the route read application/json: take the raw body, verify the signature, then parse.",
  422: "Compare the payload with the event's page in the catalogue. What the receiver cannot use it may accept all the same, and ignore.",
  429: "Leave this path out of the rate limit, or put events into a queue and answer at once. Then replay what failed.",
  500: "Find the request in the receiver's log by its webhook-id. Once that is mended, replay the delivery.",
  502: "The proxy is up, the app behind it is not. Start it, then replay a range for what failed meanwhile.",
  503: "Once the receiver is up again, replay a range for what failed meanwhile.",
  504: "The app took longer than its proxy waits. Put the event into a queue, answer 2xx at once, and do the work after that.",
};
const SERVER_ERROR_ADVICE =
  "The receiver's log, or that of the proxy before it, says why. Once that is mended, replay the delivery.";
const OTHER_ADVICE = "Answer 2xx as soon as the event is safe with you. Anything else counts as not received.";

/** `status`: of the answer, where one came. Null: the words of the attempt say all there is. */
export function adviceFor(code: string, status: number | null): string | null {
  if (code !== "status") return ADVICE[code] ?? null;
  if (status === null) return null;
  return STATUS_ADVICE[status] ?? (status >= 500 ? SERVER_ERROR_ADVICE : OTHER_ADVICE);
}
