import type { Clock } from "../../core/clock.ts";
import type { StoreReads } from "../reads.ts";
import type { Store } from "../store.ts";
import type { Activity } from "./activity.ts";
import type { Database } from "./driver.ts";
import type { Endpoints } from "./endpoints.ts";
import type { GroupCommit } from "./group-commit.ts";
import { createKeys, type Keys } from "./keys.ts";
import { createListeners, type Listeners } from "./listeners.ts";
import { createOverview, type Overview } from "./overview.ts";
import { createOwed, type Owed } from "./owed.ts";
import { type Replays, toReplayStore } from "./replays.ts";
import { createRows, type Rows } from "./rows.ts";
import { createSessions, type Sessions } from "./sessions.ts";
import type { Spaces } from "./spaces.ts";

interface Secondary {
  activity: Activity;
  keys: Keys;
  listeners: Listeners;
  overview: Overview;
  owed: Owed;
  replays: Replays;
  rows: Rows;
  sessions: Sessions;
}

/** The aggregates that no delivery waits for. */
export function createSecondary(
  database: Database,
  {
    activity,
    clock,
    endpoints,
    replays,
    spaces,
    me,
  }: { activity: Activity; clock: Clock; endpoints: Endpoints; replays: Replays; spaces: Spaces; me: number },
): Secondary {
  return {
    activity,
    keys: createKeys(database, clock),
    listeners: createListeners(database, endpoints),
    overview: createOverview(database, { spaces, me }),
    owed: createOwed(database),
    replays,
    rows: createRows(database),
    sessions: createSessions(database, spaces),
  };
}

/** Each of them behind its part of the port; `reads` are those that only look. */
export function createSubPorts(
  { activity, keys, listeners, replays, sessions }: Secondary,
  { reads, read, write }: { reads: StoreReads; read<T>(look: () => T): Promise<T>; write: GroupCommit["write"] },
): Pick<Store, keyof Secondary | "emitted"> {
  return {
    activity: {
      ...reads.activity,
      prune: (minutesBefore, hoursBefore) => write(0, () => activity.prune(minutesBefore, hoursBefore)),
    },
    // The file is one process's.
    emitted: null,
    keys: {
      ...reads.keys,
      insert: (key) => write(0, () => keys.insert(key)),
      noteUse: (idKey, now) => write(0, () => keys.noteUse(idKey, now)),
      revoke: (idKey) => write(0, () => keys.revoke(idKey)),
    },
    listeners: {
      takeLeft: () => write(0, (commit) => listeners.takeLeft(commit)),
      take: (idSpace, id, url) => write(0, (commit) => listeners.take(commit, idSpace, id, url)),
      change: (idSpace, id, change) => write(0, (commit) => listeners.change(commit, idSpace, id, change)),
      // There is no other node.
      ring: () => Promise.resolve(),
      watchRings: () => () => {},
    },
    overview: reads.overview,
    owed: reads.owed,
    replays: toReplayStore(replays, { read, write }),
    rows: reads.rows,
    sessions: {
      ...reads.sessions,
      insert: (session) => write(0, () => sessions.insert(session)),
      enter: (codeHash, tokenHash, now) => write(0, () => sessions.enter(codeHash, tokenHash, now)),
      revoke: (idSpace, idSession, now) => write(0, () => sessions.revoke(idSpace, idSession, now)),
      prune: (before) => write(0, () => sessions.prune(before)),
    },
  };
}
