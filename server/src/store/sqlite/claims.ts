import type { Clock } from "../../core/clock.ts";
import type { Trigger } from "../../core/delivery.ts";
import type { Backlog, Claim, Claimed } from "../claiming.ts";
import type { Counts } from "./counts.ts";
import { NOBODY } from "./deliveries.ts";
import type { Database } from "./driver.ts";
import type { Commit } from "./group-commit.ts";
import type { Nodes } from "./nodes.ts";

interface Candidate {
  id: string;
  id_event: string;
  id_space: string;
  event: string;
  created_at: number;
  seq_event: number;
  owner: number;
  maybe_sent: number;
  status: "pending" | "held";
  bytes: number;
}

/** What a claimed delivery is sent with. */
interface ContentRow {
  payload: Uint8Array;
  changes: string | null;
  actor: string | null;
  correlation_id: string | null;
  occurred_at: number;
}

export interface Claims {
  backlog(): Backlog[];
  claim(commit: Commit, claim: Claim): Claimed;
  release(commit: Commit, idEndpoint: string, except: readonly string[], countMax: number): number;
  discard(commit: Commit, idEndpoint: string, throughId: string, countMax: number): number;
}

/**
 * Hands out what is owed. Deliveries that nobody has in hand are found by their owner, so that a search never walks
 * over the many that are: one bounded look into the index for each earlier node, of which there are rarely two.
 */
export function createClaims(
  database: Database,
  { nodes, counts, clock }: { nodes: Nodes; counts: Counts; clock: Clock },
): Claims {
  const { me, earlier } = nodes;
  const dead = new Set(earlier.filter(({ isDead }) => isDead).map(({ seq }) => seq));
  const others = [NOBODY, ...earlier.map(({ seq }) => seq)];

  const candidates = `select delivery.id, event.id as id_event, delivery.id_space, delivery.event, delivery.created_at,
      delivery.seq_event, delivery.owner, delivery.maybe_sent, delivery.status, length(event.payload) + coalesce(length(event.changes), 0) as bytes from delivery`;
  const selectPending = database.prepare<Candidate>(
    `${candidates} indexed by delivery_pending join event on event.seq = delivery.seq_event
      where status = 'pending' and owner = ? and id_endpoint = ? order by delivery.id limit ?`,
  );
  const selectHeld = database.prepare<Candidate>(
    `${candidates} indexed by delivery_kept_by_endpoint join event on event.seq = delivery.seq_event
      where status <> 'pending' and status <> 'delivered' and status = 'held' and id_endpoint = ?
      order by delivery.id limit ?`,
  );
  const selectContent = database.prepare<ContentRow>(
    "select payload, changes, actor, correlation_id, occurred_at from event where seq = ?",
  );
  const take = database.prepare("update delivery set status = 'pending', owner = ?, maybe_sent = ? where id = ?");
  const isActive = createIsActive(database);

  return {
    backlog: createBacklog(database, others),
    claim(commit, { idEndpoint, countMax, bytesMax }) {
      if (!isActive(idEndpoint)) return { deliveries: [], isExhausted: true };
      // One more than is wanted, to know whether it was all.
      const limit = countMax + 1;
      const found = others.flatMap((owner) => selectPending.all(owner, idEndpoint, limit));
      found.push(...selectHeld.all(idEndpoint, limit));
      found.sort((a, b) => (a.id < b.id ? -1 : 1));
      const taken = takeWhileFits(found, countMax, bytesMax);

      const delta = counts.change(commit);
      const contents = new Map<number, ContentRow>();
      const deliveries = taken.map((candidate) => {
        const {
          id,
          id_space: idSpace,
          id_event: idEvent,
          event,
          created_at: createdAt,
          seq_event: seqEvent,
        } = candidate;
        const isMaybeSent = candidate.maybe_sent === 1 || dead.has(candidate.owner);
        take.run(me, Number(isMaybeSent), id);
        if (candidate.status === "held") {
          delta.held -= 1;
          delta.pending += 1;
        }
        const content = contents.get(seqEvent) ?? selectContent.get(seqEvent);
        if (content === undefined) throw new Error("a delivery lives no longer than its event");
        contents.set(seqEvent, content);
        const { payload, changes, actor, correlation_id: correlationId, occurred_at: occurredAt } = content;
        const said = { idSpace, idEvent, event, payload, occurredAt, changes, actor, correlationId };
        const trigger: Trigger = isMaybeSent ? "takeover" : "event";
        return { id, idEndpoint, ...said, trigger, createdAt };
      });
      return { deliveries, isExhausted: taken.length === found.length };
    },
    ...createEndings(database, { me, others, dead, counts, clock, isActive }),
  };
}

function createIsActive(database: Database): (idEndpoint: string) => boolean {
  const select = database.prepare("select 1 from endpoint where id = ? and status = 'active' and deleted_at is null");
  return (idEndpoint) => select.get(idEndpoint) !== undefined;
}

/** From the front, as many as fit; the first one whatever its size. */
function takeWhileFits(found: readonly Candidate[], countMax: number, bytesMax: number): Candidate[] {
  const taken: Candidate[] = [];
  let bytes = 0;
  for (const candidate of found) {
    bytes += candidate.bytes;
    if (taken.length >= countMax || (bytes > bytesMax && taken.length > 0)) break;
    taken.push(candidate);
  }
  return taken;
}

/** Jumps from endpoint to endpoint through the index: its cost is the number of endpoints found, not of deliveries. */
function createBacklog(database: Database, others: readonly number[]): () => Backlog[] {
  const next = `select min(id_endpoint) from delivery indexed by delivery_pending
    where status = 'pending' and owner = ?1`;
  const selectPending = database.prepare<Backlog>(
    `with recursive found (id) as (
        select (${next}) union all select (${next} and id_endpoint > found.id) from found where found.id is not null
      )
      select endpoint.id_space as idSpace, endpoint.id as idEndpoint from found join endpoint on endpoint.id = found.id`,
  );
  // Held ones of an active or deleted endpoint: the node stopped before it had sent or discarded them all.
  const selectHeld = database.prepare<Backlog>(
    `select id_space as idSpace, id as idEndpoint from endpoint
      where (deleted_at is not null or status = 'active') and exists (
        select 1 from delivery indexed by delivery_kept_by_endpoint
          where delivery.status <> 'pending' and delivery.status <> 'delivered' and delivery.status = 'held'
            and delivery.id_endpoint = endpoint.id)`,
  );
  return () => {
    const found = new Map<string, Backlog>();
    for (const owner of others) for (const row of selectPending.all(owner)) found.set(row.idEndpoint, row);
    for (const row of selectHeld.all()) found.set(row.idEndpoint, row);
    return [...found.values()].map(({ idSpace, idEndpoint }) => ({ idSpace, idEndpoint }));
  };
}

/** How deliveries leave a hand without being sent: held, back into the line, or in the end discarded. */
function createEndings(
  database: Database,
  deps: {
    me: number;
    others: readonly number[];
    dead: ReadonlySet<number>;
    counts: Counts;
    clock: Clock;
    isActive: (idEndpoint: string) => boolean;
  },
): Pick<Claims, "release" | "discard"> {
  const { me, others, dead, counts, clock, isActive } = deps;
  const selectPending = database.prepare<{ id: string }>(
    `select id from delivery indexed by delivery_pending
      where status = 'pending' and owner = ? and id_endpoint = ? order by id limit ?`,
  );
  const selectHeld = database.prepare<{ id: string }>(
    `select id from delivery indexed by delivery_kept_by_endpoint
      where status <> 'pending' and status <> 'delivered' and status = 'held' and id_endpoint = ? and id <= ?
      order by id limit ?`,
  );
  const holdOne = database.prepare(
    "update delivery set status = 'held', owner = ?, maybe_sent = max(maybe_sent, ?) where id = ?",
  );
  const giveBackOne = database.prepare("update delivery set owner = ? where id = ?");
  const discardOne = database.prepare("update delivery set status = 'discarded', ended_at = ? where id = ?");

  return {
    release(commit, idEndpoint, except, countMax) {
      const isResumed = isActive(idEndpoint);
      const inFlight = new Set(except);
      let count = 0;
      for (const owner of isResumed ? [me] : [me, ...others]) {
        const rows = selectPending.all(owner, idEndpoint, countMax - count + inFlight.size);
        for (const { id } of rows.filter((row) => !inFlight.has(row.id)).slice(0, countMax - count)) {
          if (isResumed) giveBackOne.run(NOBODY, id);
          else holdOne.run(NOBODY, Number(dead.has(owner)), id);
          count += 1;
        }
      }
      if (isResumed) return count;
      const delta = counts.change(commit);
      delta.pending -= count;
      delta.held += count;
      return count;
    },
    discard(commit, idEndpoint, throughId, countMax) {
      const rows = selectHeld.all(idEndpoint, throughId, countMax);
      for (const { id } of rows) discardOne.run(clock.now(), id);
      counts.change(commit).held -= rows.length;
      return rows.length;
    },
  };
}
