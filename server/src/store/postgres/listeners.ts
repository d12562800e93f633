import type { Clock } from "../../core/clock.ts";
import { createAnnouncements } from "../announcements.ts";
import type { Backlog } from "../claiming.ts";
import type { ListenerStore } from "../listeners.ts";
import { createBell } from "./bell.ts";
import { type Database, statement } from "./driver.ts";
import { type EndpointRow, SELECTED_COLUMNS, toEndpoint } from "./endpoint-row.ts";
import type { Endpoints } from "./endpoints.ts";

/** Where nodes ring for each other's listeners. What is told is a space's id, a blank, and the endpoint's. */
export const RING_CHANNEL = "posthorn_listener";
/** A notification takes a lock on the whole server at commit: each node rings so often at the most. */
const RING_EVERY_MS = 10;

const takeLeft = statement<EndpointRow>(
  "listener_left",
  `with lost as (
      select seq from posthorn.endpoint where is_listener and deleted_at is null
        and not exists (select from posthorn.node_fence where node_fence.node = endpoint.node and not is_dead)
        order by seq for update skip locked
    )
    update posthorn.endpoint set node = $1, status = 'paused', paused_reason = coalesce(paused_reason, 'manual'),
        paused_at = coalesce(paused_at, $2) from lost, posthorn.space
      where endpoint.seq = lost.seq and space.seq = endpoint.space
      returning ${SELECTED_COLUMNS}, space.id as id_space`,
);
const ring = statement("listener_ring", `select pg_notify('${RING_CHANNEL}', told) from unnest($1::text[]) as told`);

export interface Listeners {
  store: ListenerStore;
  /** What was told on the channel. */
  heard(told: string): void;
  stop(): void;
}

/** Rows of `endpoint` that are listeners', and the bell by which nodes tell each other what waits for them. */
export function createListeners(
  database: Database,
  { clock, endpoints, me }: { clock: Clock; endpoints: Endpoints; me(): number },
): Listeners {
  const rings = createAnnouncements<Backlog>();
  const bell = createBell(clock, RING_EVERY_MS, (told) => database.query(ring, [told]));

  async function takeAllLeft() {
    const { left, tell } = await database.transaction(async (transaction) => {
      const left = (await transaction.query(takeLeft, [me(), clock.now()])).map((row) => toEndpoint(row, me()));
      const changes = left.map(({ idSpace, id: idEndpoint }) => ({ idSpace, idEndpoint }));
      return { left, tell: left.length === 0 ? null : await endpoints.changed(transaction, changes) };
    });
    tell?.();
    return left.sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  return {
    store: {
      takeLeft: takeAllLeft,
      take: endpoints.serve,
      change: endpoints.changeServed,
      async ring({ idSpace, idEndpoint }) {
        bell.ring(`${idSpace} ${idEndpoint}`);
      },
      watchRings: rings.watch,
    },
    heard(told) {
      const [idSpace, idEndpoint] = told.split(" ");
      // After a gap nothing is told: what was missed is found with the next beat.
      if (idSpace === undefined || idEndpoint === undefined) return;
      rings.announce({ idSpace, idEndpoint });
    },
    stop: bell.stop,
  };
}
