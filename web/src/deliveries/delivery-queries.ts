import type { Delivery } from "@posthorn/sdk";
import { useQuery } from "@tanstack/react-query";
import { type CursorList, useCursorList } from "../data/cursor-list.ts";
import { type DeliveryFilter, keys } from "../data/keys.ts";
import { useSpace } from "../data/space.ts";
import { useSignedIn } from "../session/use-session.ts";

export function useDeliveries(filter: DeliveryFilter): CursorList<Delivery> {
  const { client } = useSignedIn();
  const { idSpace } = useSpace();
  return useCursorList(keys.deliveries(idSpace, filter), (page, options) =>
    client.deliveries.list({ ...filter, id_space: idSpace, ...page }, options),
  );
}

export function useDelivery(id: string) {
  const { client } = useSignedIn();
  const { idSpace } = useSpace();
  return useQuery({
    queryKey: keys.delivery(idSpace, id),
    queryFn: ({ signal }) => client.deliveries.get({ id_space: idSpace, id }, { signal }),
  });
}
