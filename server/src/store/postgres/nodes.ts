import type { Clock } from "../../core/clock.ts";
import { createAnnouncements } from "../announcements.ts";
import { type AppliedVersion, toSchemaTooNew } from "../schema-versions.ts";
import { StoreUnavailable } from "../store-errors.ts";
import { DatabaseRefused, halfMoved, tooNew } from "./database-refused.ts";
import { type Database, statement } from "./driver.ts";

/**
 * This process among the nodes of the database. A node lives by its beats, by the database's clock alone: one that is
 * silent past its lease is declared dead by another, and from that commit on its writes are refused.
 */
export interface Nodes {
  /** This node's number: the owner of what it has in hand. It is another one after the node was taken for dead. */
  me(): number;
  /**
   * Runs a write that must not happen once this node is dead. `write` answers null where it found the fence closed, and
   * has written nothing then: it is run once more as a new node.
   */
  fenced<Result>(write: (me: number) => Promise<Result | null>): Promise<Result>;
  /** Extends the lease. */
  beat(): Promise<void>;
  /**
   * Declares dead whose lease is over, and takes what they had in hand out of it, to be fetched by anyone. `isStart`: at
   * once; a node that runs first watches for the time of a lease, beating itself, since others may only just have come
   * back, as it has.
   */
  takeOver(isStart: boolean): Promise<void>;
  /** Calls back when this node was taken for dead, and has nothing in hand any more. */
  watchLost(listener: () => void): () => void;
  /** Lets go of everything. `isClean`: what was in hand has not been sent. */
  stop(isClean: boolean): Promise<void>;
}

export interface NodesOptions {
  idNode: string;
  clock: Clock;
  leaseMs: number;
  /** The newest step of the schema that this program knows. */
  knows: number;
}

/** What a dead node had in hand is taken out of it in steps of so many rows. */
const TAKEOVER_MAX = 1_000;

/**
 * None while the database is only half moved, or once its schema asks for more than this program knows: who brings that
 * about locks the table to see that nobody is in. A process that goes on as another node still serves its listeners.
 */
const enter = statement<{ seq: number }>(
  "node_enter",
  `with entered as (
      insert into posthorn.node (id, started_at, seen_at, lease_ms, knows)
        select $1, $2, $2, $3, $5 where not exists (select from posthorn.move where ended_at is null)
          and not exists (select from posthorn.schema_version where least_known > $5) returning seq
    ), fence as (insert into posthorn.node_fence (node) select seq from entered
    ), kept as (
      update posthorn.endpoint set node = entered.seq from entered where node = $4 and is_listener and deleted_at is null
    )
    select seq from entered`,
);
const extend = statement<{ seq: number }>(
  "node_beat",
  `update posthorn.node set seen_at = $2, beat_at = clock_timestamp(),
      alive_since = case when beat_at + lease_ms * interval '1 ms' < clock_timestamp() then clock_timestamp() else alive_since end
    where seq = $1 and exists (select 1 from posthorn.node_fence where node = $1 and not is_dead) returning seq`,
);
/** A server that has just started has heard nobody yet: nobody is silent before it has run for the time of a lease. */
const bury = statement(
  "node_bury",
  `update posthorn.node_fence set is_dead = true from posthorn.node
    where node.seq = node_fence.node and not is_dead and node.seq <> $1
      and clock_timestamp() > greatest(beat_at, pg_postmaster_start_time()) + lease_ms * interval '1 ms'
      and ($2 or exists (select 1 from posthorn.node as mine where mine.seq = $1
        and mine.alive_since + mine.lease_ms * interval '1 ms' < clock_timestamp()
        and mine.beat_at + mine.lease_ms * interval '1 ms' > clock_timestamp()))`,
);
const selectDead = statement<{ node: number }>("node_dead", "select node from posthorn.node_fence where is_dead");
const takeSome = statement<{ endpoint: number; id: string }>(
  "node_take",
  `with taken as (
      select endpoint, id from posthorn.owed where owner = any($1) and (endpoint, id) > ($2, $3)
        order by endpoint, id limit $4 for update skip locked
    )
    update posthorn.owed set owner = null, is_maybe_sent = is_maybe_sent or $5 from taken
      where owed.endpoint = taken.endpoint and owed.id = taken.id returning owed.endpoint, owed.id`,
);
const forgetNode = statement(
  "node_forget",
  `with gone as (
      delete from posthorn.node_fence where node = any($1) and not exists (select 1 from posthorn.owed where owner = any($1))
        returning node
    )
    delete from posthorn.node using gone where seq = gone.node`,
);
const selectVersions = statement<AppliedVersion>(
  "node_versions",
  "select * from posthorn.schema_version order by version",
);
const closeFence = statement("node_close", "update posthorn.node_fence set is_dead = true where node = $1");
const leaveReplays = statement("node_leave_replays", "update posthorn.replay set owner = null where owner = any($1)");

/** Enters this process as a node. */
export async function createNodes(database: Database, options: NodesOptions): Promise<Nodes> {
  const { clock, knows } = options;
  const lost = createAnnouncements<void>();
  let me = await register(null);
  let registering: Promise<void> | null = null;
  /** The node that was found dead and could not go on as a new one. */
  let stranded: number | null = null;

  async function register(before: number | null): Promise<number> {
    const [row] = await database.query(enter, [options.idNode, clock.now(), options.leaseMs, before, knows]);
    if (row === undefined) throw await refusal(database, knows);
    return row.seq;
  }

  /** Several writes may learn of it at once: it becomes one new node. */
  function goOnAsNew(dead: number): Promise<void> {
    if (me !== dead) return Promise.resolve();
    registering ??= (async () => {
      me = await register(dead).catch((error: unknown) => {
        // What it has in memory is others' all the same. Told once: each write after this comes here again.
        if (stranded !== dead) lost.announce();
        stranded = dead;
        return toUnavailable(error);
      });
      lost.announce();
    })().finally(() => {
      registering = null;
    });
    return registering;
  }

  async function fenced<Result>(write: (me: number) => Promise<Result | null>): Promise<Result> {
    const first = me;
    const result = await write(first);
    if (result !== null) return result;
    await goOnAsNew(first);
    const again = await write(me);
    if (again === null) throw new StoreUnavailable("This node was taken for dead, twice in a row");
    return again;
  }

  /** Through all that these nodes own, step by step, each from where the last has ended. */
  async function takeAll(nodes: readonly number[], isMaybeSent: boolean): Promise<void> {
    let [endpoint, id] = [0, ""];
    for (let count = TAKEOVER_MAX; count === TAKEOVER_MAX; ) {
      const rows = await database.query(takeSome, [nodes, endpoint, id, TAKEOVER_MAX, isMaybeSent]);
      count = rows.length;
      for (const row of rows) {
        if (row.endpoint > endpoint || (row.endpoint === endpoint && row.id > id)) ({ endpoint, id } = row);
      }
    }
    await database.query(leaveReplays, [nodes]);
  }

  return {
    me: () => me,
    fenced,
    async beat() {
      await fenced(async (seq) => (await database.query(extend, [seq, clock.now()]))[0] ?? null);
    },
    async takeOver(isStart) {
      await database.query(bury, [me, isStart]);
      const dead = (await database.query(selectDead)).map(({ node }) => node);
      if (dead.length === 0) return;
      await takeAll(dead, true);
      await database.query(forgetNode, [dead]);
    },
    watchLost: lost.watch,
    async stop(isClean) {
      await database.query(closeFence, [me]);
      await takeAll([me], !isClean);
      await database.query(forgetNode, [[me]]);
    },
  };
}

async function refusal(database: Database, knows: number): Promise<DatabaseRefused> {
  const found = toSchemaTooNew(await database.query(selectVersions), knows);
  return found === null ? halfMoved() : tooNew(found, knows);
}

/** A node that runs cannot be refused as one that starts is. It takes nothing more, and says why. */
function toUnavailable(error: unknown): never {
  if (!(error instanceof DatabaseRefused)) throw error;
  throw new StoreUnavailable(`${error.message}. ${error.hint}`, { cause: error });
}
