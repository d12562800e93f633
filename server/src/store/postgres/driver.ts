import pg from "pg";
import { isBrokenOff, isTold, toStoreError, toUnreached } from "./faults.ts";
import { type SqlValue, toPg } from "./sql-value.ts";

/** Everything of `pg` that the store uses. No other file of it imports a driver. */
export interface Database {
  /** Runs one statement in a transaction of its own, in one round trip. */
  query<Row>(statement: Statement<Row>, values?: readonly SqlValue[]): Promise<Row[]>;
  /** Runs one statement, or several without values, that is used once. */
  run<Row = never>(sql: string, values?: readonly SqlValue[]): Promise<Row[]>;
  /**
   * Runs `work` in one transaction, and again from its beginning where the server has broken it off for the sake of
   * another. It must change nothing but the database.
   */
  transaction<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result>;
  /** A connection that hears notifications by their channels, made anew when it is lost. All are also called after each gap. */
  listen(heard: Heard): void;
  close(): Promise<void>;
}

/** What to call, by the name of the channel, with what was told. After a gap that is nothing. */
export type Heard = Readonly<Record<string, (told: string) => void>>;

export interface Transaction {
  query<Row>(statement: Statement<Row>, values?: readonly SqlValue[]): Promise<Row[]>;
  run<Row = never>(sql: string, values?: readonly SqlValue[]): Promise<Row[]>;
}

/** A statement that each connection prepares once. `Row` is what its columns are. */
export interface Statement<Row = never> {
  readonly name: string;
  readonly text: string;
  /** Where it has connections of its own: how many, and what their planner may do. */
  readonly apart?: Apart | undefined;
  /** Only the type is meant: no value is ever there. */
  readonly row?: Row;
}

export interface Apart {
  connections: number;
  /** Names and values of Postgres' settings. */
  settings: Readonly<Record<string, string>>;
}

export interface DatabaseOptions {
  url: string;
  /** Connections at once, beside the one that listens. */
  connectionsMax: number;
  /** How many of them belong to statements that have their own. */
  connectionsApart?: number;
  /** Waits before the listening connection is made anew. */
  after(delayMs: number, task: () => void): () => void;
}

/** A connection is made in milliseconds, or the server is not there: callers shall hear of it while they still wait. */
const CONNECT_TIMEOUT_MS = 5_000;
/** Every statement is short by itself; one that takes this long waits for something that will not come. */
const STATEMENT_TIMEOUT_MS = 15_000;
/** A little later than the server's own, for a server that does not answer at all. */
const QUERY_TIMEOUT_MS = 20_000;
/** A row is locked for one commit. */
const LOCK_TIMEOUT_MS = 5_000;
/** The transactions here never wait for anything but the database. */
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 15_000;
const LISTEN_AGAIN_MS = 500;
/** What a transaction that the server has broken off is tried again: more in a row means that something is wrong. */
const TRIES_MAX = 5;

/** Oids of the types whose JavaScript form is not pg's own choice: numbers up to 2^53 are all that is kept in them. */
const INT8 = 20;
const NUMERIC = 1700;

/**
 * Compiling a statement takes longer than running any of these. And each has an index that serves it: a planner that does
 * not know how large a batch is would rather walk through a table of endpoints for it.
 */
const SETTINGS = { jit: "off", enable_seqscan: "off" };

export function statement<Row = never>(name: string, text: string, apart?: Apart): Statement<Row> {
  return { name, text, apart };
}

export function openDatabase({ url, connectionsMax, connectionsApart = 0, after }: DatabaseOptions): Database {
  const settings = {
    connectionString: url,
    application_name: "posthorn",
    keepAlive: true,
    options: optionsOf(SETTINGS),
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    types: { getTypeParser },
  };
  const shared = createPool({ ...settings, max: connectionsMax - connectionsApart });
  const apart = new Map<Apart, pg.Pool>();
  const stops: (() => void)[] = [];

  function poolOf(own?: Apart): pg.Pool {
    if (own === undefined) return shared;
    const known = apart.get(own);
    if (known !== undefined) return known;
    const options = optionsOf({ ...SETTINGS, ...own.settings });
    const pool = createPool({ ...settings, options, max: own.connections });
    apart.set(own, pool);
    return pool;
  }

  async function withClient<Result>(work: (client: pg.PoolClient) => Promise<Result>, own?: Apart): Promise<Result> {
    const connecting = poolOf(own).connect();
    const client = await connecting.catch((error: unknown) => {
      throw toUnreached(error);
    });
    let failure: unknown = null;
    try {
      return await work(client);
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      // After a fault that the server did not tell, nobody knows what state the connection is in.
      client.release(failure !== null && !isTold(failure));
    }
  }

  return {
    query: (prepared, values) => again(() => withClient((client) => run(client, prepared, values), prepared.apart)),
    run: (sql, values) => withClient((client) => run(client, { text: sql }, values)),
    transaction: (work) => again(() => withClient((client) => inTransaction(client, work))),
    listen(heard) {
      stops.push(keepListening(settings, { heard, after }));
    },
    async close() {
      for (const stop of stops) stop();
      await Promise.all([shared, ...apart.values()].map((pool) => pool.end()));
    },
  };
}

function createPool(settings: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool({
    ...settings,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    lock_timeout: LOCK_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
  });
  // An idle connection that the server ends is no fault: the pool makes another. Unheard, it would end the process.
  pool.on("error", () => {});
  // While a connection is in use the pool does not listen for its errors: they reach whoever waits for an answer. The end
  // can come with the very bytes that say that it is made, before anyone has it in hand.
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}

function optionsOf(settings: Readonly<Record<string, string>>): string {
  return Array.from(Object.entries(settings), ([name, value]) => `-c ${name}=${value}`).join(" ");
}

/** Everything that is asked of a connection goes through here. */
async function mapped<Result>(asked: Promise<Result>): Promise<Result> {
  try {
    return await asked;
  } catch (error) {
    throw toStoreError(error);
  }
}

async function run<Row>(
  client: pg.ClientBase,
  { name, text }: { name?: string; text: string },
  values?: readonly SqlValue[],
): Promise<Row[]> {
  const config = {
    text,
    ...(name === undefined ? {} : { name }),
    ...(values === undefined ? {} : { values: values.map(toPg) }),
  };
  const result = await mapped(client.query(config));
  // The driver types every column as anything: a row is what its statement says.
  return result.rows as Row[];
}

/** Runs what stands in one transaction, and again where the server has broken it off for the sake of another. */
export async function again<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (tries >= TRIES_MAX || !isBrokenOff(error)) throw error;
    }
  }
}

async function inTransaction<Result>(
  client: pg.PoolClient,
  work: (transaction: Transaction) => Promise<Result>,
): Promise<Result> {
  await mapped(client.query("begin"));
  try {
    const result = await work({
      query: (prepared, values) => run(client, prepared, values),
      run: (sql, values) => run(client, { text: sql }, values),
    });
    await mapped(client.query("commit"));
    return result;
  } catch (error) {
    // Where the connection is lost, the server rolls back by itself.
    if (isTold(error)) await mapped(client.query("rollback"));
    throw error;
  }
}

function keepListening(
  settings: pg.ClientConfig,
  { heard, after }: { heard: Heard; after: DatabaseOptions["after"] },
): () => void {
  let client: pg.Client | null = null;
  let cancel = () => {};
  let isStopped = false;

  async function connect(): Promise<void> {
    const made = new pg.Client(settings);
    client = made;
    made.on("notification", ({ channel, payload = "" }) => heard[channel]?.(payload));
    made.on("error", () => {});
    made.once("end", retry);
    try {
      await made.connect();
      await made.query(
        Object.keys(heard)
          .map((channel) => `listen ${channel}`)
          .join("; "),
      );
      for (const call of Object.values(heard)) call("");
    } catch {
      // Its end, which follows, leads to the next try.
      await made.end().catch(() => {});
    }
  }

  function retry(): void {
    if (!isStopped) cancel = after(LISTEN_AGAIN_MS, () => void connect());
  }

  void connect();
  return () => {
    isStopped = true;
    cancel();
    // Not waited for: one that is broken off while it is being made may never say that it has ended.
    client?.end().catch(() => {});
  };
}

// pg's own signature: the parsers of a connection, by the type's oid.
const getTypeParser = ((oid: number, format?: "text" | "binary") =>
  oid === INT8 || oid === NUMERIC
    ? Number
    : pg.types.getTypeParser(oid, format as "text")) as typeof pg.types.getTypeParser;
