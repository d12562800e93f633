import type { Clock } from "../../core/clock.ts";
import type { DeliveryStatus, OwedDelivery } from "../../core/delivery.ts";
import type { Replay, ReplayCancelReason, ReplayRange } from "../../core/replay.ts";
import { parseCursor, toPage } from "../cursor.ts";
import type { EndedDelivery } from "../outcomes.ts";
import type { Page } from "../pages.ts";
import { type ReplayRow, toReplay } from "../replay-row.ts";
import type { ClaimedReplay, ReplayQuery, ReplayStore, TakenDeliveries } from "../replays.ts";
import type { Deliveries } from "./deliveries.ts";
import type { Database } from "./driver.ts";
import type { Commit, GroupCommit } from "./group-commit.ts";
import { bytesOfOutcomes, type Outcomes } from "./outcomes.ts";
import { createReplayWalk } from "./replay-walk.ts";

/** Sorts after every id of a replay. */
const ID_END = "rpl_~";
/** Nodes are numbered from 1 on. */
const NOBODY = 0;
const CURSOR = /^(rpl_[0-9A-Za-z]{1,40})$/;

export interface Replays {
  count(range: ReplayRange, afterId: string | null): { count: number; nextId: string | null };
  insert(replay: Replay, runningMax: number): "inserted" | "endpoint_busy" | "space_full";
  get(idSpace: string, idReplay: string): Replay | null;
  list(query: ReplayQuery): Page<Replay>;
  /** Whether `claim` would find any: a look that writes nothing. */
  hasClaimable(): boolean;
  claim(): ClaimedReplay[];
  take(idReplay: string, countMax: number): TakenDeliveries | null;
  record(commit: Commit, idReplay: string, ended: readonly EndedDelivery[]): void;
  leave(idReplay: string): void;
  end(idReplay: string, reason: ReplayCancelReason | null): Replay | null;
}

/** Rows of `replay`. The file is this process's alone: what other nodes have in hand, they have left. */
export function createReplays(
  database: Database,
  { clock, me, deliveries, outcomes }: { clock: Clock; me: number; deliveries: Deliveries; outcomes: Outcomes },
): Replays {
  const { count, next } = createReplayWalk(database);
  const statements = prepareStatements(database);

  function find(idReplay: string): ReplayRow<number, string> | null {
    return statements.selectOne.get(idReplay) ?? null;
  }

  function load(idSpace: string, ids: readonly string[]): OwedDelivery[] {
    return ids.map((id) => deliveries.loadForReplay(idSpace, id)).filter((delivery) => delivery !== null);
  }

  /** What is in hand from before, but for what is pending by now: that has a turn of its own. */
  function loadHand({ id_space: idSpace, in_hand: inHand }: ReplayRow<number, string>): OwedDelivery[] {
    const ids = toIds(inHand).filter((id) => statements.selectStatus.get(id)?.status !== "pending");
    return load(idSpace, ids);
  }

  return {
    count,
    insert(replay, runningMax) {
      if (statements.selectRunning.get(replay.idEndpoint) !== undefined) return "endpoint_busy";
      if ((statements.countRunning.get(replay.idSpace)?.count ?? 0) >= runningMax) return "space_full";
      statements.insert.run(
        ...[replay.id, replay.idSpace, replay.idEndpoint, replay.since, replay.until, replay.beforeId, replay.status],
        ...[replay.state, replay.reason, replay.total, replay.delivered, replay.failed],
        ...[replay.createdAt, replay.endedAt, me],
      );
      return "inserted";
    },
    get(idSpace, idReplay) {
      const row = find(idReplay);
      return row !== null && row.id_space === idSpace ? toReplay(row) : null;
    },
    list({ idSpace, idEndpoint, limit, cursor }) {
      const before = parseCursor(cursor, CURSOR)?.[0] ?? ID_END;
      const rows =
        idEndpoint === null
          ? statements.selectOfSpace.all(idSpace, before, limit + 1)
          : statements.selectOfEndpoint.all(idEndpoint, idSpace, before, limit + 1);
      return toPage(rows, limit, toReplay, ({ id }) => id);
    },
    hasClaimable: () => statements.selectLeft.get(me) !== undefined,
    claim() {
      return statements.selectLeft.all(me).map((row) => {
        const inHand = loadHand(row);
        statements.adopt.run(me, toText(inHand), row.id);
        return { replay: toReplay(row), inHand };
      });
    },
    take(idReplay, countMax) {
      const row = find(idReplay);
      if (row === null || row.state !== "running" || row.owner !== me) return null;
      const { ids, reached } = next(toReplay(row), row.reached, countMax);
      const inHand = JSON.stringify([...toIds(row.in_hand), ...ids]);
      statements.advance.run(reached ?? ids.at(-1) ?? row.reached, inHand, idReplay);
      return { deliveries: load(row.id_space, ids), isExhausted: reached === null };
    },
    record(commit, idReplay, ended) {
      outcomes.record(commit, ended);
      const row = find(idReplay);
      if (row === null || row.owner !== me) return;
      const left = new Set(toIds(row.in_hand));
      const counted = ended.filter(({ idDelivery }) => left.delete(idDelivery));
      const delivered = counted.filter(({ outcome }) => outcome.kind === "delivered").length;
      statements.count.run(delivered, counted.length - delivered, JSON.stringify([...left]), idReplay);
    },
    leave(idReplay) {
      statements.leave.run(NOBODY, idReplay, me);
    },
    end(idReplay, reason) {
      statements.end.run(reason === null ? "done" : "cancelled", reason, clock.now(), idReplay);
      const row = find(idReplay);
      return row && toReplay(row);
    },
  };
}

/** The port: what only looks runs between commits, the rest in the next one. */
export function toReplayStore(
  replays: Replays,
  { read, write }: { read<T>(look: () => T): Promise<T>; write: GroupCommit["write"] },
): ReplayStore {
  return {
    count: (range, afterId) => read(() => replays.count(range, afterId)),
    insert: (replay, runningMax) => write(0, () => replays.insert(replay, runningMax)),
    get: (idSpace, idReplay) => read(() => replays.get(idSpace, idReplay)),
    list: (query) => read(() => replays.list(query)),
    // Asked again and again, nearly always in vain: that must not cost a commit.
    claim: async () => ((await read(() => replays.hasClaimable())) ? write(0, () => replays.claim()) : []),
    take: (idReplay, countMax) => write(0, () => replays.take(idReplay, countMax)),
    record: (idReplay, ended) => write(bytesOfOutcomes(ended), (commit) => replays.record(commit, idReplay, ended)),
    leave: (idReplay) => write(0, () => replays.leave(idReplay)),
    end: (idReplay, reason) => write(0, () => replays.end(idReplay, reason)),
  };
}

function prepareStatements(database: Database) {
  const page = "id < ? order by id desc limit ?";
  return {
    selectOne: database.prepare<ReplayRow<number, string>>("select * from replay where id = ?"),
    selectRunning: database.prepare("select 1 from replay where id_endpoint = ? and state = 'running'"),
    countRunning: database.prepare<{ count: number }>(
      "select count(*) as count from replay where id_space = ? and state = 'running'",
    ),
    selectLeft: database.prepare<ReplayRow<number, string>>(
      "select * from replay where state = 'running' and owner <> ? order by id",
    ),
    selectOfSpace: database.prepare<ReplayRow<number, string>>(`select * from replay where id_space = ? and ${page}`),
    selectOfEndpoint: database.prepare<ReplayRow<number, string>>(
      `select * from replay where id_endpoint = ? and id_space = ? and ${page}`,
    ),
    selectStatus: database.prepare<{ status: DeliveryStatus }>("select status from delivery where id = ?"),
    insert: database.prepare(
      `insert into replay (
        id, id_space, id_endpoint, since, until, before_id, status,
        state, reason, total, delivered, failed, created_at, ended_at, owner, in_hand
      ) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '[]')`,
    ),
    adopt: database.prepare("update replay set owner = ?, in_hand = ? where id = ?"),
    advance: database.prepare("update replay set reached = ?, in_hand = ? where id = ?"),
    // Deliveries that were pending at the start and were held since may come on top of those counted then.
    count: database.prepare(
      `update replay set delivered = delivered + ?1, failed = failed + ?2, in_hand = ?3,
        total = max(total, delivered + ?1 + failed + ?2) where id = ?4`,
    ),
    leave: database.prepare("update replay set owner = ? where id = ? and owner = ?"),
    end: database.prepare("update replay set state = ?, reason = ?, ended_at = ? where id = ? and state = 'running'"),
  };
}

/** What this file has written: a list of ids. */
function toIds(text: string): string[] {
  return JSON.parse(text);
}

function toText(inHand: readonly OwedDelivery[]): string {
  return JSON.stringify(inHand.map(({ id }) => id));
}
