/** The evidence of one HTTP request. */
export interface Attempt {
  id: string;
  /** Why it was made. `takeover`: the node that held the delivery died, so it may have been sent before. */
  trigger: "event" | "takeover" | "replay" | "test";
  started_at: string;
  duration_ms: number;
  timing: AttemptTiming;
  /** The address that was connected to. Null where it never came to that. */
  remote_address: string | null;
  request: AttemptRequest;
  response: AttemptResponse | null;
  /** Null: it was delivered. */
  error: { code: string; detail: string } | null;
}

/** Parts of `duration_ms`. Null: it did not happen, as on a connection that was open already. */
export interface AttemptTiming {
  dns_ms: number | null;
  connect_ms: number | null;
  tls_ms: number | null;
  first_byte_ms: number | null;
}

/** Bytes as text: as they are where they are UTF-8, else in base64. */
export interface Body {
  body: string;
  encoding: "utf8" | "base64";
}

/** What was sent. In `body` the secret is masked, one `*` a character; every other byte is as it went out. */
export interface AttemptRequest extends Body {
  url: string;
  headers: { [name: string]: string };
}

/** What came back. `body` holds its first 16 KiB. */
export interface AttemptResponse extends Body {
  status: number;
  headers: { [name: string]: string };
  is_body_cut: boolean;
}
