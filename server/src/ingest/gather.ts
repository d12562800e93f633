import { StoreUnavailable } from "../store/store-errors.ts";

interface Waiting<Item, Result> {
  item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/** As many as one transaction of the store takes. */
const GATHERED_MAX = 500;

/**
 * Gives what arrives in one turn of the event loop to `work` together: one look-up, one store call and one promise on the
 * way there and back then serve all of it. `work` answers in the order of its items. Where it fails for several, each is
 * tried by itself, so that only the guilty one fails; but not while the store is away, when nobody is guilty, and an answer
 * that was lost may belong to a commit.
 */
export function createGather<Item, Result>(
  work: (items: readonly Item[]) => Promise<readonly Result[]>,
): (item: Item) => Promise<Result> {
  let waiting: Waiting<Item, Result>[] = [];

  function workOnAll(): void {
    const all = waiting;
    waiting = [];
    for (let from = 0; from < all.length; from += GATHERED_MAX) void workOn(all.slice(from, from + GATHERED_MAX));
  }

  async function workOn(some: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await work(some.map(({ item }) => item));
      for (const [at, { resolve }] of some.entries()) resolve(resultAt(results, at));
    } catch (error) {
      if (some.length > 1 && !(error instanceof StoreUnavailable)) for (const one of some) void workOn([one]);
      else for (const { reject } of some) reject(error);
    }
  }

  return (item) => {
    if (waiting.length === 0) setImmediate(workOnAll);
    return new Promise((resolve, reject) => waiting.push({ item, resolve, reject }));
  };
}

function resultAt<Result>(results: readonly Result[], at: number): Result {
  const result = results[at];
  if (result === undefined) throw new Error("each item has a result");
  return result;
}
