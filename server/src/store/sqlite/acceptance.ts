import { Buffer } from "node:buffer";
import type { AcceptResult, NewEvent } from "../accepting.ts";
import type { Counts } from "./counts.ts";
import { type Deliveries, NOBODY } from "./deliveries.ts";
import type { Events } from "./events.ts";
import type { Commit } from "./group-commit.ts";
import type { Spaces } from "./spaces.ts";

/** Writes an event with its deliveries, or finds why not. Called within a transaction. */
export function createAcceptance(deps: {
  events: Events;
  deliveries: Deliveries;
  spaces: Spaces;
  counts: Counts;
  me: number;
}): (commit: Commit, accepted: readonly NewEvent[]) => AcceptResult[] {
  const { events, deliveries, spaces, counts, me } = deps;

  function write(posted: NewEvent): AcceptResult {
    const { event, payload, changes } = posted;
    if (spaces.version(event.idSpace) !== posted.routesVersion) return repeated(posted) ?? { kind: "stale" };
    const seq = events.insert(event, payload, changes);
    if (seq === null) return repeated(posted) ?? assertRepeated();
    if (posted.routesVersion === 0) spaces.ensure(event.idSpace, event.createdAt);
    for (const delivery of posted.deliveries) {
      const { id, idEndpoint, status } = delivery;
      const owner = delivery.isOwned && status === "pending" ? me : NOBODY;
      deliveries.insert(seq, event, { id, idEndpoint, status, owner, endedAt: null });
    }
    return { kind: "accepted" };
  }

  /** The app that repeats an event gets the first answer, also where its endpoints have changed since. */
  function repeated({ event, payload, changes, isTimeGiven }: NewEvent): AcceptResult | null {
    const first = events.find(event.idSpace, event.id);
    if (first === null) return null;
    const isSame =
      first.event.event === event.event &&
      (!isTimeGiven || first.event.occurredAt === event.occurredAt) &&
      first.changes === changes &&
      first.event.actor === event.actor &&
      first.event.correlationId === event.correlationId &&
      Buffer.compare(first.payload, payload) === 0;
    return { kind: isSame ? "duplicate" : "conflict", first: first.event };
  }

  return (commit, accepted) => {
    const delta = counts.change(commit);
    return accepted.map((posted) => {
      const result = write(posted);
      if (result.kind !== "accepted") return result;
      for (const { status } of posted.deliveries) delta[status] += 1;
      return result;
    });
  };
}

function assertRepeated(): never {
  throw new Error("an id that cannot be inserted is there");
}
