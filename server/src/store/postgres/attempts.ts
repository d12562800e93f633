import type { Trigger } from "../../core/delivery.ts";
import type { Envelope } from "../../core/envelope.ts";
import type { AttemptErrorCode, AttemptResponse, Outcome } from "../../core/outcome.ts";
import type { RecordedAttempt } from "../deliveries.ts";
import { type Database, statement } from "./driver.ts";

interface AttemptRow {
  id: string;
  trigger: Trigger;
  started_at: number;
  duration_ms: number;
  dns_ms: number | null;
  connect_ms: number | null;
  tls_ms: number | null;
  first_byte_ms: number | null;
  url: string;
  request_headers: string;
  secret_length: number;
  envelope: Envelope;
  response_status: number | null;
  response_headers: string | null;
  response_body: Uint8Array | null;
  is_body_cut: boolean | null;
  remote_address: string | null;
  error_code: AttemptErrorCode | null;
  error_detail: string | null;
}

/** The most attempts of one delivery that are read: one, and one for each replay by hand. The newest are shown. */
const ATTEMPTS_SHOWN_MAX = 100;

const selectOf = statement<AttemptRow>(
  "attempt_of_delivery",
  `select * from posthorn.attempt where id_delivery = $1 order by id desc limit ${ATTEMPTS_SHOWN_MAX}`,
);

export interface Attempts {
  /** The latest `ATTEMPTS_SHOWN_MAX` of a delivery, oldest first. */
  listOf(idDelivery: string): Promise<RecordedAttempt[]>;
}

/** Rows of `attempt`: the evidence. Written once, with its outcome; read by people. */
export function createAttempts(database: Database): Attempts {
  return {
    listOf: async (idDelivery) => (await database.query(selectOf, [idDelivery])).reverse().map(toAttempt),
  };
}

/** Why an attempt failed, or null where it did not. */
export function errorOf(outcome: Outcome): RecordedAttempt["error"] {
  return outcome.kind === "delivered" ? null : outcome.error;
}

function toAttempt(row: AttemptRow): RecordedAttempt {
  return {
    id: row.id,
    trigger: row.trigger,
    startedAt: row.started_at,
    durationMs: row.duration_ms,
    timing: { dnsMs: row.dns_ms, connectMs: row.connect_ms, tlsMs: row.tls_ms, firstByteMs: row.first_byte_ms },
    // Written as JSON from what they were.
    request: {
      url: row.url,
      headers: JSON.parse(row.request_headers),
      secretLength: row.secret_length,
      envelope: row.envelope,
    },
    response: toResponse(row),
    remoteAddress: row.remote_address,
    error: row.error_code === null ? null : { code: row.error_code, detail: row.error_detail ?? "" },
  };
}

function toResponse(row: AttemptRow): AttemptResponse | null {
  if (row.response_status === null) return null;
  return {
    status: row.response_status,
    headers: JSON.parse(row.response_headers ?? "{}"),
    body: row.response_body ?? new Uint8Array(),
    isBodyCut: row.is_body_cut === true,
  };
}
