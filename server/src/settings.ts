import { VALIDATIONS, type Validation } from "./core/event-type.ts";
import {
  booleanKind,
  choiceKind,
  cidrListKind,
  databaseUrlKind,
  integerKind,
  originListKind,
  publicUrlKind,
  setting,
  textKind,
} from "./setting-kinds.ts";

const KIB = 1024;
const MIB = 1024 * KIB;
const GIB = 1024 * MIB;
/** Where none is given. Who is not connected by then rarely comes at all. */
export const CONNECT_TIMEOUT_MS = 5000;
/** Past the timeout of the last request, this long is left to write down what came of it. */
export const SHUTDOWN_MARGIN_MS = 5000;
const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
type LogLevel = (typeof LOG_LEVELS)[number];

const REACHING_IT = {
  host: setting(textKind("a host name or an address", /^[^\s/]{1,255}$/), "127.0.0.1", "address to listen on"),
  port: setting(integerKind(0, 65_535), 4747, "port to listen on; 0 takes any free one"),
  publicUrl: {
    ...setting<string | null>(publicUrlKind(), null, "how others reach this node"),
    defaultWords: "http://<host>:<port>",
  },
  operatorKey: {
    ...setting<string | null>(
      textKind("16 to 256 visible characters without spaces", /^[\x21-\x7e]{16,256}$/),
      null,
      "key that may do everything; better given as a variable, since flags show in the process list",
    ),
    defaultWords: "made at the first start and printed once",
    isSecret: true,
  },
  embedOrigins: {
    ...setting<readonly string[]>(originListKind(), [], "sites that may show the page in a frame"),
    defaultWords: "none",
  },
};

const WHAT_IT_KEEPS = {
  databaseUrl: setting(databaseUrlKind(), "file:posthorn.db", "where everything is kept"),
  databaseConnectionsMax: setting(
    integerKind(5, 500),
    12,
    "connections to Postgres, and one more that listens",
    "the server's memory; all nodes together must stay below its max_connections",
  ),
  leaseMs: setting(
    integerKind(1_000, 600_000),
    15_000,
    "silence after which other nodes on one Postgres take a node for dead",
    "time until what a dead node had in hand is sent; a pause of the machine that is longer has its deliveries sent twice",
  ),
  retentionDays: setting(
    integerKind(1, 3650),
    30,
    "days after which events and their evidence are deleted",
    "disk: the database grows in proportion",
  ),
  responseKeptBytesMax: setting(
    integerKind(0, MIB),
    16 * KIB,
    "bytes of an answer that are kept as evidence",
    "disk: that much for each attempt, where receivers answer at length",
  ),
  inbox: setting(booleanKind(), true, "whether there is a test inbox at /inbox/<token>"),
  inboxBytesMax: setting(integerKind(MIB, 4 * GIB), 32 * MIB, "bytes that all test inboxes keep in memory", "memory"),
};

const WHAT_IT_TAKES = {
  validation: setting<Validation>(
    choiceKind(VALIDATIONS),
    "warn",
    "what faults in payloads do: nothing, warn or refuse",
  ),
  payloadBytesMax: setting(
    integerKind(KIB, 16 * MIB),
    256 * KIB,
    "bytes of an event's payload",
    "memory, for what is being taken and sent at once; receivers have limits of their own",
  ),
  batchEventsMax: setting(integerKind(1, 10_000), 1000, "events in one batch", "others wait while a batch is checked"),
  batchBytesMax: setting(integerKind(KIB, 256 * MIB), 16 * MIB, "bytes of one batch", "memory, for each batch at once"),
  endpointsPerSpaceMax: setting(
    integerKind(1, 10_000),
    100,
    "endpoints of one space",
    "each event of a space writes a delivery for each of its endpoints",
  ),
  eventTypesMax: setting(
    integerKind(0, 10_000),
    200,
    "event types of the app's own",
    "each takes some 50 KB of memory once a payload of it is checked",
  ),
  acceptingEventsMax: setting(
    integerKind(1, 1_000_000),
    10_000,
    "events waiting for their commit",
    "memory; beyond it callers are told to come again",
  ),
};

const WHERE_IT_SENDS = {
  allowAddresses: {
    ...setting<readonly string[]>(
      cidrListKind(),
      [],
      "private addresses that endpoints may have",
      "whoever may make endpoints can reach them: give the narrowest ranges that will do",
    ),
    defaultWords: "none",
  },
  allowHttp: setting(
    booleanKind(),
    false,
    "whether endpoints may have http:// URLs",
    "payloads and secrets then travel in the clear",
  ),
  timeoutMs: setting(
    integerKind(100, 120_000),
    15_000,
    "time for a whole request, from DNS to the answer's end",
    "a slow endpoint holds its requests in flight for longer, and a stop takes longer",
  ),
  replayPerSecond: setting(
    integerKind(1, 100_000),
    50,
    "attempts a second that range replays make in all",
    "they share the room with live deliveries, and receivers get so much more",
  ),
  listen: setting(
    booleanKind(),
    true,
    "whether developers may receive webhooks through posthorn listen",
    "turn it off where only servers are to receive",
  ),
  listenGraceMs: setting(
    integerKind(0, 600_000),
    30_000,
    "time for a listener to come back before its endpoint goes",
    "what happens meanwhile is held for it",
  ),
  connectTimeoutMs: {
    ...setting<number | null>(integerKind(50, 60_000), null, "time for DNS and connecting, a part of the whole"),
    defaultWords: `${CONNECT_TIMEOUT_MS}, or the whole timeout where that is less`,
  },
  responseReadBytesMax: setting(
    integerKind(0, 16 * MIB),
    64 * KIB,
    "bytes of an answer read before it is cut",
    "bandwidth; after a cut answer the connection is made anew",
  ),
  pauseAfter: setting(integerKind(1, 1000), 10, "failed deliveries in a row that pause a new endpoint"),
  resumePerSecond: setting(
    integerKind(1, 1_000_000),
    10_000,
    "held deliveries of one endpoint put back in line a second, by each node",
    "the database is busy with them for as long",
  ),
};

const HOW_MUCH_AT_ONCE = {
  inFlightMax: setting(integerKind(1, 65_536), 1024, "requests in flight at once", "memory and a socket for each"),
  inFlightPerEndpointMax: setting(
    integerKind(1, 10_000),
    100,
    "requests in flight at once to one endpoint",
    "a burst can overrun a small receiver",
  ),
  queuedDeliveriesMax: setting(
    integerKind(1, 1_000_000),
    20_000,
    "deliveries waiting in memory; more wait on disk",
    "memory, besides that for their payloads",
  ),
  queuedBytesMax: setting(integerKind(MIB, 16 * GIB), 64 * MIB, "bytes of payloads waiting in memory", "memory"),
  queuedPerEndpointMax: setting(
    integerKind(1, 1_000_000),
    1000,
    "deliveries of one endpoint waiting in memory",
    "one stuck endpoint takes more of the room that all share",
  ),
};

const RUNNING_IT = {
  logLevel: setting<LogLevel>(choiceKind(LOG_LEVELS), "info", "least level that is logged"),
  shutdownMs: {
    ...setting<number | null>(integerKind(0, 600_000), null, "time that requests in flight have to end at a stop"),
    defaultWords: `timeout + ${SHUTDOWN_MARGIN_MS}`,
    cost: "if a supervisor kills sooner, what was in flight is sent again by the next start",
  },
};

/** Every setting there is, in the order in which `--help` tells them. */
export const SETTINGS = {
  ...REACHING_IT,
  ...WHAT_IT_KEEPS,
  ...WHAT_IT_TAKES,
  ...WHERE_IT_SENDS,
  ...HOW_MUCH_AT_ONCE,
  ...RUNNING_IT,
};

/** The headings under which they are told. */
export const SETTING_GROUPS: Readonly<Record<string, readonly SettingName[]>> = {
  "Reaching it": namesOf(REACHING_IT),
  "What it keeps": namesOf(WHAT_IT_KEEPS),
  "What it takes": namesOf(WHAT_IT_TAKES),
  "Where it sends": namesOf(WHERE_IT_SENDS),
  "How much at once": namesOf(HOW_MUCH_AT_ONCE),
  "Running it": namesOf(RUNNING_IT),
};

export type SettingName = keyof typeof SETTINGS;

export const SETTING_NAMES = namesOf(SETTINGS);

/** `timeoutMs` is `POSTHORN_TIMEOUT_MS` in the environment. */
export function variableOf(name: SettingName): string {
  return `POSTHORN_${name.replace(/[A-Z]/g, "_$&").toUpperCase()}`;
}

/** `timeoutMs` is `--timeout-ms` on the command line. */
export function flagOf(name: SettingName): string {
  return `--${name.replace(/[A-Z]/g, "-$&").toLowerCase()}`;
}

/** Object.keys forgets the names' type; these tables have no other keys. */
function namesOf<Table extends object>(table: Table): readonly (keyof Table)[] {
  return Object.keys(table) as (keyof Table)[];
}
