import type { NewEvent } from "../store/accepting.ts";
import type { EndedDelivery, RecordedOutcome } from "../store/outcomes.ts";
import type { Store } from "../store/store.ts";

/** Something of a space is other than it was. It says what, not how: who shows it reads it anew. */
export type Change =
  | { kind: "event"; idSpace: string; idEvent: string }
  | { kind: "delivery"; idSpace: string; idDelivery: string }
  | { kind: "endpoint"; idSpace: string; idEndpoint: string }
  /** Deliveries of an endpoint, many or not known which. */
  | { kind: "deliveries"; idEndpoint: string }
  /** More of a space than can be named. */
  | { kind: "space"; idSpace: string };

/** Where changes come from: calls back with each until it is stopped. */
export type ChangeSource = (listener: (change: Change) => void) => () => void;

/** The same store, and what is changed through it. While nobody listens, that is one look at an empty set for each call. */
export function watchStore(store: Store): { store: Store; changes: ChangeSource } {
  const listeners = new Set<(change: Change) => void>();

  function tell(change: Change): void {
    for (const listener of listeners) listener(change);
  }

  /** Before the caller goes on, so that who asks for a row after its commit has heard of it. */
  function after<T>(promise: Promise<T>, told: (value: T) => void): Promise<T> {
    const listen = (value: T) => {
      if (listeners.size > 0) told(value);
    };
    promise.then(listen, () => {});
    return promise;
  }

  const watched: Store = {
    ...store,
    acceptEvents: (events) =>
      after(store.acceptEvents(events), (results) => {
        for (const [at, { kind }] of results.entries()) if (kind === "accepted") tellOfEvent(events[at], tell);
      }),
    claimPending: (claim) =>
      after(store.claimPending(claim), ({ deliveries }) => {
        // Some of them were held until now.
        for (const { id: idDelivery, idSpace } of deliveries) tell({ kind: "delivery", idSpace, idDelivery });
      }),
    releasePending: (idEndpoint, ...rest) =>
      after(
        store.releasePending(idEndpoint, ...rest),
        (count) => count > 0 && tell({ kind: "deliveries", idEndpoint }),
      ),
    discardHeld: (idEndpoint, ...rest) =>
      after(store.discardHeld(idEndpoint, ...rest), (count) => count > 0 && tell({ kind: "deliveries", idEndpoint })),
    recordOutcomes: (ended) =>
      after(store.recordOutcomes(ended), (recorded) => {
        for (const [at, one] of ended.entries()) tellOfOutcome(one, recorded[at], tell);
      }),
    replays: {
      ...store.replays,
      record: (idReplay, ended) =>
        after(store.replays.record(idReplay, ended), () => {
          for (const { idSpace, idDelivery } of ended) tell({ kind: "delivery", idSpace, idDelivery });
        }),
    },
    recordTest: (test) =>
      after(store.recordTest(test), () => {
        const { id: idEvent, idSpace } = test.event;
        tell({ kind: "event", idSpace, idEvent });
        tell({ kind: "delivery", idSpace, idDelivery: test.idDelivery });
      }),
  };

  return {
    store: watched,
    changes(listener) {
      listeners.add(listener);
      const stop = store.watchEndpoints((change) => listener({ kind: "endpoint", ...change }));
      return () => {
        listeners.delete(listener);
        stop();
      };
    },
  };
}

function tellOfEvent(posted: NewEvent | undefined, tell: (change: Change) => void): void {
  if (posted === undefined) return;
  const { idSpace, id: idEvent } = posted.event;
  tell({ kind: "event", idSpace, idEvent });
  for (const { id: idDelivery } of posted.deliveries) tell({ kind: "delivery", idSpace, idDelivery });
}

function tellOfOutcome(
  { idSpace, idEndpoint, idDelivery, outcome }: EndedDelivery,
  recorded: RecordedOutcome | undefined,
  tell: (change: Change) => void,
): void {
  if (recorded === undefined || recorded.status === null) return;
  tell({ kind: "delivery", idSpace, idDelivery });
  // Its counter of failures. That a success has set it back, whoever knows of failures before finds out.
  if (outcome.kind !== "delivered") tell({ kind: "endpoint", idSpace, idEndpoint });
}
