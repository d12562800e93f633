/**
 * Where it is kept which events were acted on. A database does it best by itself: insert the id into a table with a
 * unique index, in the transaction that acts on the event. A copy then waits for that transaction, and nothing here is
 * needed. This is for everything else.
 */
export interface ClaimStore {
  /**
   * True: the caller may act, and must `finish` or `release`. False: it was acted on. While another caller is at it,
   * nobody knows yet which it will be: then it waits.
   */
  claim(id: string): Promise<boolean>;
  /** It was acted on. */
  finish(id: string): Promise<void>;
  /** It was not: the next copy may try. */
  release(id: string): Promise<void>;
}

/** Runs `handle` unless this event was handled before. False: it was. What `handle` throws comes out again. */
export type OnlyOnce = (
  event: { id_space: string; id: string },
  handle: () => Promise<void> | void,
) => Promise<boolean>;

/**
 * Against duplicates: Posthorn sends each event at least once, and replays it with the same id. Of several copies one is
 * handled; when that fails, the next one is. Answer 2xx only after it has resolved, or a failure is lost.
 */
export function onlyOnce(store: ClaimStore): OnlyOnce {
  return async ({ id_space, id }, handle) => {
    // An app may use an id once in each space.
    const key = `${id_space}/${id}`;
    if (!(await store.claim(key))) return false;
    try {
      await handle();
    } catch (error) {
      await store.release(key).catch((releaseError: unknown) => {
        throw new AggregateError([error, releaseError], "the event was not handled, and its claim is not released");
      });
      throw error;
    }
    await store.finish(key);
    return true;
  };
}

export interface MemoryClaimsOptions {
  /** How long an id is remembered. Default a day. */
  keptMs?: number;
  /** How many are remembered; over it the oldest is forgotten. Default 100,000, which takes about 20 MB. */
  idsMax?: number;
  /** Milliseconds since 1970. Default: this machine's clock. */
  now?(): number;
}

const KEPT_MS = 24 * 60 * 60 * 1000;
const IDS_MAX = 100_000;

/** Claims in this process's memory: for one process, and forgotten when it ends. */
export function createMemoryClaims({
  keptMs = KEPT_MS,
  idsMax = IDS_MAX,
  now = Date.now,
}: MemoryClaimsOptions = {}): ClaimStore {
  /** When each was finished, oldest first. */
  const finished = new Map<string, number>();
  const running = new Map<string, Turn>();

  function forget(): void {
    for (const [id, at] of finished) {
      if (finished.size <= idsMax && now() - at < keptMs) return;
      finished.delete(id);
    }
  }

  function end(id: string): void {
    running.get(id)?.end();
    running.delete(id);
  }

  return {
    async claim(id) {
      for (;;) {
        forget();
        if (finished.has(id)) return false;
        const other = running.get(id);
        if (other === undefined) break;
        await other.ended;
      }
      running.set(id, newTurn());
      return true;
    },
    async finish(id) {
      finished.set(id, now());
      forget();
      end(id);
    },
    async release(id) {
      end(id);
    },
  };
}

interface Turn {
  ended: Promise<void>;
  end(): void;
}

function newTurn(): Turn {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { ended, end };
}
