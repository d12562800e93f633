import { type CallOptions, type MakeCall, path } from "./caller.ts";
import type { InSpace, Ref } from "./event-calls.ts";
import { createList, type List } from "./list.ts";
import type { Attempt } from "./wire/attempt.ts";
import type { Delivery, DeliveryDetail, DeliveryQuery } from "./wire/delivery.ts";

/** What was owed to whom, and what came of it. */
export interface DeliveryCalls {
  list(query: InSpace & DeliveryQuery, options?: CallOptions): List<Delivery>;
  /** With its attempts. */
  get(delivery: Ref, options?: CallOptions): Promise<DeliveryDetail>;
  /** One more attempt with the endpoint's current URL and secrets, and what came of it. */
  replay(delivery: Ref, options?: CallOptions): Promise<Attempt>;
}

export function createDeliveryCalls(call: MakeCall): DeliveryCalls {
  return {
    list: ({ id_space, ...query }, options) =>
      createList(call, { path: path`/v1/spaces/${id_space}/deliveries`, query }, options),
    get: (delivery, options) => call({ method: "GET", path: pathOf(delivery), isRepeatable: true }, options),
    replay: (delivery, options) =>
      call({ method: "POST", path: `${pathOf(delivery)}/replay`, isRepeatable: false, isSlow: true }, options),
  };
}

function pathOf({ id_space, id }: Ref): string {
  return path`/v1/spaces/${id_space}/deliveries/${id}`;
}
