import { DEAD_NODES } from "../store/sqlite/nodes.ts";
import { LATENCY_COLUMNS } from "../store/sqlite/schema-4.ts";
import { type MovedColumn, type MovedTable, reference, same, sameAll } from "./moved-table.ts";

/** Both of what only the source knows and of what is made anew in the target: columns as `table.column`, or whole tables. */
type Reasons = Readonly<Record<string, string>>;

/** Postgres derives the state from which of the rare ones it is, and from whether it has ended. */
const deliveryStatus: MovedColumn = {
  ...same("text", "status", "kept"),
  write: `(case input.status when 'held' then 'h' when 'failed' then 'f' when 'discarded' then 'x' end)::"char"`,
  back: `case moved.kept when 'h' then 'held' when 'f' then 'failed' when 'x' then 'discarded'
    else case when moved.ended_at is null then 'pending' else 'delivered' end end`,
};

/** No node has it in hand any more; what one that died had in hand is sent as a takeover, as the next start on SQLite would. */
const isMaybeSent: MovedColumn = {
  ...same("boolean", "is_maybe_sent"),
  from: ["maybe_sent", "owner"],
  read: `maybe_sent = 1 or owner in (${DEAD_NODES})`,
};

const inHand: MovedColumn = {
  ...same("text", "in_hand"),
  write: "array(select json_array_elements_text(input.in_hand::json))",
  back: "to_json(moved.in_hand)::text",
};

const HISTORY: readonly MovedTable[] = [
  {
    name: "event_key",
    from: "event",
    key: ["seq"],
    columns: [
      reference("space"),
      same("text", "id"),
      same("integer", "created_at"),
      same("integer", "seq", "event_seq"),
    ],
  },
  {
    name: "event",
    from: "event",
    key: ["seq"],
    columns: [
      ...sameAll("integer", ["seq", "occurred_at", "created_at", "delivery_count"]),
      reference("space"),
      ...sameAll("text", ["id", "event", "warnings", "changes", "actor", "correlation_id"]),
      same("boolean", "is_test"),
      same("bytes", "payload"),
    ],
  },
  {
    name: "delivery",
    from: "delivery",
    key: ["id"],
    columns: [
      same("text", "id"),
      same("integer", "seq_event", "event_seq"),
      {
        ...same("text", "id_event"),
        from: ["seq_event"],
        read: "(select id from event where seq = seq_event)",
      },
      reference("space"),
      reference("endpoint"),
      same("text", "event"),
      deliveryStatus,
      ...sameAll("integer", ["created_at", "ended_at", "attempt_count", "last_response_status"]),
      same("text", "last_error_code"),
      same("real", "last_duration_ms"),
    ],
  },
  {
    name: "owed",
    from: "delivery",
    where: "status in ('pending', 'held')",
    key: ["id"],
    columns: [
      same("text", "id"),
      reference("space"),
      reference("endpoint"),
      same("integer", "seq_event", "event_seq"),
      same("integer", "created_at"),
      { ...same("boolean", "is_held"), from: ["status"], read: "status = 'held'" },
      isMaybeSent,
    ],
  },
  {
    name: "attempt",
    from: "attempt",
    key: ["seq"],
    columns: [
      ...sameAll("text", ["id", "id_delivery", "trigger", "url", "request_headers", "envelope"]),
      ...sameAll("integer", ["started_at", "secret_length", "response_status"]),
      ...sameAll("real", ["duration_ms", "dns_ms", "connect_ms", "tls_ms", "first_byte_ms"]),
      same("text", "response_headers"),
      same("bytes", "response_body"),
      same("boolean", "is_body_cut"),
      ...sameAll("text", ["remote_address", "error_code", "error_detail"]),
    ],
  },
];

/** Every table that moves, in the order in which it does: what others refer to comes first. */
export const MOVED_TABLES: readonly MovedTable[] = [
  {
    name: "space",
    from: "space",
    key: ["seq"],
    columns: [same("text", "id"), ...sameAll("integer", ["seq", "version", "created_at"])],
  },
  {
    name: "endpoint",
    from: "endpoint",
    key: ["seq"],
    columns: [
      ...sameAll("integer", ["seq", "pause_after", "consecutive_failures", "paused_at"]),
      ...sameAll("integer", ["created_at", "updated_at", "deleted_at"]),
      reference("space"),
      ...sameAll("text", ["id", "url", "description", "events", "headers", "envelope", "status", "paused_reason"]),
      ...sameAll("text", ["body_secret", "signing_secret", "previous_signing", "last_failure"]),
      ...sameAll("boolean", ["is_secret_in_body", "is_listener"]),
    ],
  },
  {
    name: "event_type",
    from: "event_type",
    key: ["name"],
    columns: [
      ...sameAll("text", ["name", "description", "type_group", "schema", "sample", "validation"]),
      ...sameAll("integer", ["created_at", "updated_at"]),
    ],
  },
  {
    name: "api_key",
    from: "api_key",
    key: ["id"],
    columns: [
      ...sameAll("text", ["id", "id_space", "description", "hash"]),
      ...sameAll("integer", ["created_at", "last_used_at", "revoked_at"]),
    ],
  },
  {
    name: "portal_session",
    from: "portal_session",
    key: ["id"],
    columns: [
      ...sameAll("text", ["id", "id_space", "theme", "back_to", "code_hash", "token_hash"]),
      same("boolean", "is_read_only"),
      ...sameAll("integer", ["created_at", "expires_at", "entered_at", "revoked_at"]),
    ],
  },
  {
    name: "replay",
    from: "replay",
    key: ["id"],
    columns: [
      ...sameAll("text", ["id", "id_space", "id_endpoint", "before_id", "status", "state", "reason", "reached"]),
      ...sameAll("integer", ["since", "until", "total", "delivered", "failed", "created_at", "ended_at"]),
      inHand,
    ],
  },
  ...HISTORY,
  {
    name: "activity",
    from: "activity",
    // Sums of an endpoint that retention has taken are seen by nobody, and go with the next pruning.
    where: "exists (select 1 from endpoint where endpoint.id = id_endpoint)",
    key: ["id_endpoint", "step", "at", "response_status", "error_code"],
    columns: [
      reference("endpoint"),
      ...sameAll("integer", ["step", "at", "response_status", "count", "last_at", ...LATENCY_COLUMNS]),
      same("text", "error_code"),
    ],
  },
];

/** What is left behind in SQLite. */
export const LEFT_BEHIND: Reasons = {
  schema_version: "the target has its own schema",
  node: "none of them runs; what those that died may have sent is marked in owed",
  "attempt.seq": "an attempt is known by its id, and their order is that of the ids",
  "replay.owner": "no node has it in hand",
};

/** What Postgres has beside that, and how it comes to be. */
export const MADE_ANEW: Reasons = {
  schema_version: "written with the schema",
  node: "a node enters itself",
  node_fence: "a node enters itself",
  move: "the move itself",
  change: "what nodes tell each other while they run",
  emitted: "SQLite has none: it is the app's own transaction on Postgres",
  rejected_event: "SQLite has none: only what was emitted is refused after it was taken",
  built_in_type: "written by each node at its start",
  emit_limit: "written by each node at its start",
  "endpoint.node": "no node serves a listener yet: it is held to be away",
  "owed.handful": "no node has it in hand",
  "owed.owner": "no node has it in hand",
  "replay.owner": "no node has it in hand",
};
