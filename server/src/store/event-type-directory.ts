import type { Clock } from "../core/clock.ts";
import type { RegisteredType } from "./event-types.ts";
import type { Store } from "./store.ts";
import { untilStored } from "./until-stored.ts";

/** Tells of the event types that are registered, and again whenever one of them changes, on whichever node. */
export interface EventTypeDirectory {
  /** Resolves once what the store holds now, or something newer, has been told. */
  refresh(): Promise<void>;
  close(): void;
}

export function createEventTypeDirectory(options: {
  clock: Clock;
  store: Pick<Store, "eventTypes">;
  apply(types: readonly RegisteredType[]): void;
}): EventTypeDirectory {
  const { clock, store, apply } = options;
  let begun = 0;
  let applied = 0;
  let isClosed = false;

  async function refresh(): Promise<void> {
    begun += 1;
    const turn = begun;
    const types = await store.eventTypes.list();
    // One that began later may have come first, with what is newer.
    if (turn < applied) return;
    applied = turn;
    apply(types);
  }

  const stopWatching = store.eventTypes.watch(() => {
    // While the store is away nothing can be told; once it is back, this is what was missed.
    untilStored(clock, () => isClosed, refresh).catch((error: unknown) => {
      if (!isClosed) throw error;
    });
  });

  return {
    refresh,
    close() {
      isClosed = true;
      stopWatching();
    },
  };
}
