import {
  type Delivery,
  type DeliveryQuery,
  type DeliveryStatus,
  PosthornConnectionError,
  PosthornError,
  type SpaceMessage,
} from "@posthorn/sdk";
import type { RemoteContext } from "./context.ts";
import { DELIVERIES } from "./delivery-columns.ts";
import { pause } from "./pause.ts";

/** What is shown of what was before. */
const BEFORE_COUNT = 10;
/** How far back a look goes, after a lost connection, for deliveries that had not ended before. */
const LOOKED_AT_MAX = 1000;
/** As many as one page of the API may have. */
const PAGE_MAX = 200;
/** Of so many it is known what was told of them. A delivery that ends after that many others is told all the same. */
const REMEMBERED_MAX = 5000;
/** Between two looks while the server does not answer. Each has the pauses between its client's own tries before it. */
const AWAY_MS = 1000;
/** What nodes and proxies say while the server is away. */
const AWAY_STATUSES: readonly (number | null)[] = [429, 502, 503, 504];

export interface Followed {
  filters: Pick<DeliveryQuery, "id_endpoint" | "event" | "since" | "until">;
  /** Only those that come to this. Undefined: all. */
  status: DeliveryStatus | undefined;
}

/** Shows each delivery when something has come of it, until Ctrl-C. A server that goes away is waited for. */
export async function followDeliveries(
  context: Pick<RemoteContext, "client" | "output" | "interrupted" | "idSpace" | "clock">,
  { filters, status }: Followed,
): Promise<void> {
  const { client, output, interrupted, idSpace, clock } = context;
  const query = { id_space: await idSpace(), ...filters };
  const write = output.stream(DELIVERIES);
  const news = createNews();
  async function tell(deliveries: readonly Delivery[]): Promise<void> {
    for (const delivery of news.take(deliveries)) {
      if (status === undefined || delivery.status === status) await write(delivery);
    }
  }
  const look = (countMax: number) =>
    newest(client.deliveries.list({ ...query, limit: Math.min(countMax, PAGE_MAX) }), countMax, news.oldestOpen());

  // A server that is not there at all is told here; the stream would wait for it.
  await tell(await look(BEFORE_COUNT));
  let isLost = false;
  const onState = (state: "live" | "lost") => {
    if (state === "lost" && !isLost) void output.warn("The server does not answer. It goes on when it does.");
    isLost = state === "lost";
  };
  /** The stream may be there and the server gone before it is asked for what was missed. */
  async function lookUntilSeen(): Promise<Delivery[]> {
    for (;;) {
      try {
        const deliveries = await look(LOOKED_AT_MAX);
        onState("live");
        return deliveries;
      } catch (error) {
        if (!isAway(error)) throw error;
        onState("lost");
        await pause(clock, AWAY_MS, interrupted);
      }
    }
  }
  for await (const message of client.live.space(query.id_space, { signal: interrupted, onState })) {
    await tell(message.kind === "reset" ? await lookUntilSeen() : wanted(message, filters));
  }
}

function isAway(error: unknown): boolean {
  if (error instanceof PosthornConnectionError) return true;
  return error instanceof PosthornError && AWAY_STATUSES.includes(error.status);
}

/** What is new in lists and messages that come again and again. */
export function createNews() {
  /** The state in which each was last seen. */
  const seen = new Map<string, DeliveryStatus>();
  return {
    /** The id of the oldest that may still change; what is older need not be looked at. Ids sort by time. */
    oldestOpen(): string {
      const ids = [...seen.keys()].sort();
      return ids.find((id) => seen.get(id) === "pending") ?? ids.at(-1) ?? "";
    },
    /** Those of a list, newest first, that something has come of since the last time; oldest first. */
    take(list: readonly Delivery[]): Delivery[] {
      const fresh = list.filter(({ id, status }) => status !== "pending" && seen.get(id) !== status).reverse();
      for (const { id, status } of list.toReversed()) {
        // Anew, so that the first in the map is the one that was seen the longest ago.
        seen.delete(id);
        seen.set(id, status);
      }
      for (const id of seen.keys()) {
        if (seen.size <= REMEMBERED_MAX) break;
        seen.delete(id);
      }
      return fresh;
    },
  };
}

/** The delivery of a message, where the filters let it through as the list would. */
function wanted(
  message: SpaceMessage,
  { id_endpoint: idEndpoint, event, since, until }: Followed["filters"],
): Delivery[] {
  if (message.kind !== "delivery") return [];
  const { delivery } = message;
  const isWanted =
    (idEndpoint === undefined || delivery.id_endpoint === idEndpoint) &&
    (event === undefined || delivery.event === event) &&
    // Times of one form sort as texts.
    (since === undefined || delivery.created_at >= since) &&
    (until === undefined || delivery.created_at < until);
  return isWanted ? [delivery] : [];
}

async function newest(list: AsyncIterable<Delivery>, countMax: number, oldestId: string): Promise<Delivery[]> {
  const found: Delivery[] = [];
  for await (const delivery of list) {
    if (delivery.id < oldestId || found.push(delivery) === countMax) break;
  }
  return found;
}
