import { type Delivery, type DeliveryQuery, type DeliveryStatus, PosthornConnectionError } from "@posthorn/sdk";
import type { RemoteContext } from "./context.ts";
import { DELIVERIES } from "./delivery-columns.ts";
import { pause } from "./pause.ts";

/** How often the list is looked at. */
const LOOK_MS = 1000;
/** What is shown of what was before. */
const BEFORE_COUNT = 10;
/** How far back a look goes for deliveries that had not ended before. One that takes longer is not told. */
const LOOKED_AT_MAX = 1000;

export interface Followed {
  filters: DeliveryQuery;
  /** Only those that come to this. Undefined: all. */
  status: DeliveryStatus | undefined;
}

/** Shows each delivery when something has come of it, until Ctrl-C. A server that goes away is waited for. */
export async function followDeliveries(context: RemoteContext, { filters, status }: Followed): Promise<void> {
  const { client, output, clock, interrupted, idSpace } = context;
  const query = { id_space: idSpace(), ...filters };
  const write = output.stream(DELIVERIES);
  const news = createNews();
  let isLost = false;
  for (let limit = BEFORE_COUNT; !interrupted.aborted; limit = LOOKED_AT_MAX) {
    try {
      const found = await newest(client.deliveries.list({ ...query, limit: Math.min(limit, 200) }), limit, news.isOld);
      for (const delivery of news.take(found)) {
        if (status === undefined || delivery.status === status) await write(delivery);
      }
      isLost = false;
    } catch (error) {
      if (!(error instanceof PosthornConnectionError) || interrupted.aborted || limit === BEFORE_COUNT) throw error;
      if (!isLost) await output.warn("The server does not answer. It goes on when it does.");
      isLost = true;
    }
    await pause(clock, LOOK_MS, interrupted);
  }
}

/** What is new in a list that is looked at again and again. */
export function createNews() {
  /** The state in which each was last seen, newest first. */
  let seen = new Map<string, DeliveryStatus>();
  /** The oldest that may still change; what is older is not looked at. Ids sort by time. */
  let oldest = "";
  return {
    isOld: ({ id }: Delivery): boolean => id < oldest,
    /** Those of a list, newest first, that something has come of since the last time; oldest first. */
    take(list: readonly Delivery[]): Delivery[] {
      const fresh = list.filter(({ id, status }) => status !== "pending" && seen.get(id) !== status);
      const open = list.filter(({ status }) => status === "pending").map(({ id }) => id);
      seen = new Map(list.map(({ id, status }) => [id, status]));
      oldest = open.at(-1) ?? list[0]?.id ?? oldest;
      return fresh.reverse();
    },
  };
}

async function newest(
  list: AsyncIterable<Delivery>,
  countMax: number,
  isOld: (delivery: Delivery) => boolean,
): Promise<Delivery[]> {
  const found: Delivery[] = [];
  for await (const delivery of list) {
    if (isOld(delivery) || found.push(delivery) === countMax) break;
  }
  return found;
}
