import type { Trigger } from "../../core/delivery.ts";
import type { Envelope } from "../../core/envelope.ts";
import type { AttemptErrorCode, AttemptResponse, Outcome } from "../../core/outcome.ts";
import type { RecordedAttempt } from "../deliveries.ts";
import type { Database, SqlValue } from "./driver.ts";

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
  is_body_cut: number | null;
  remote_address: string | null;
  error_code: AttemptErrorCode | null;
  error_detail: string | null;
}

/** The most attempts of one delivery that are read: one, and one for each replay by hand. The newest are shown. */
const ATTEMPTS_SHOWN_MAX = 100;

export interface Attempts {
  insert(idDelivery: string, trigger: Trigger, outcome: Outcome): void;
  /** The latest `ATTEMPTS_SHOWN_MAX` of a delivery, oldest first. */
  listOf(idDelivery: string): RecordedAttempt[];
}

/** Rows of `attempt`: the evidence. Written once, read by people. */
export function createAttempts(database: Database): Attempts {
  const insert = database.prepare(
    `insert into attempt (
      id, id_delivery, "trigger", started_at, duration_ms, dns_ms, connect_ms, tls_ms, first_byte_ms,
      url, request_headers, secret_length, response_status, response_headers, response_body, is_body_cut,
      remote_address, error_code, error_detail, envelope
    ) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const selectOf = database.prepare<AttemptRow>(
    `select * from attempt where id_delivery = ? order by seq desc limit ${ATTEMPTS_SHOWN_MAX}`,
  );
  return {
    insert(idDelivery, trigger, outcome) {
      const { id, startedAt, durationMs, timing, request, response, remoteAddress } = outcome.attempt;
      const error = errorOf(outcome);
      insert.run(
        ...[id, idDelivery, trigger, startedAt, durationMs],
        ...[timing.dnsMs, timing.connectMs, timing.tlsMs, timing.firstByteMs],
        ...[request.url, JSON.stringify(request.headers), request.secretLength],
        ...(response === null ? NO_RESPONSE : responseValues(response)),
        ...[remoteAddress, error?.code ?? null, error?.detail ?? null, request.envelope],
      );
    },
    listOf: (idDelivery) => selectOf.all(idDelivery).reverse().map(toAttempt),
  };
}

/** Status, headers, body, whether it was cut. */
function responseValues({ status, headers, body, isBodyCut }: AttemptResponse): SqlValue[] {
  return [status, JSON.stringify(headers), body, Number(isBodyCut)];
}

const NO_RESPONSE: readonly SqlValue[] = [null, null, null, null];

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
    // Written by `insert`, so headers are what they were.
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
    isBodyCut: row.is_body_cut === 1,
  };
}
