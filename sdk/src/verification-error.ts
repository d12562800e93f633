/**
 * Every reason for which a webhook is not taken, with the status that answers it: 400 and 401 where the request is to
 * blame, 500 where the receiver's own program or settings are.
 */
const STATUSES = {
  header_missing: 400,
  header_malformed: 400,
  timestamp_too_old: 400,
  timestamp_too_new: 400,
  signature_mismatch: 401,
  body_secret_mismatch: 401,
  body_changed: 401,
  body_missing: 400,
  body_unreadable: 400,
  body_too_large: 413,
  body_not_event: 400,
  body_parsed: 500,
  body_used: 500,
  request_malformed: 500,
  secret_missing: 500,
  secret_malformed: 500,
  secret_is_body_secret: 500,
  secret_is_signing_secret: 500,
} as const;

export type VerificationCode = keyof typeof STATUSES;

/**
 * A webhook that must not be trusted. `code` is for programs; the message says what to do and holds no secret, so it
 * may be sent as the answer: Posthorn's evidence then shows it.
 */
export class WebhookVerificationError extends Error {
  override readonly name = "WebhookVerificationError";
  readonly code: VerificationCode;
  /** What to answer with. */
  readonly status: number;

  constructor(code: VerificationCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.status = STATUSES[code];
  }
}
