import { infiniteQueryOptions, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { type EventFilter, keys } from "../data/keys.ts";
import { cursorOf, cursorPages, PAGE_ROWS } from "../data/queries.ts";
import { useSpace } from "../data/space.ts";
import { useSignedIn } from "../session/use-session.ts";

export function useEvents(filter: EventFilter) {
  const { client } = useSignedIn();
  const { idSpace } = useSpace();
  return useInfiniteQuery(
    infiniteQueryOptions({
      ...cursorPages,
      queryKey: keys.events(idSpace, filter),
      queryFn: ({ pageParam, signal }) =>
        client.events
          .list({ ...filter, id_space: idSpace, limit: PAGE_ROWS, ...cursorOf(pageParam) }, { signal })
          .page(),
    }),
  );
}

export function useEvent(id: string) {
  const { client } = useSignedIn();
  const { idSpace } = useSpace();
  return useQuery({
    queryKey: keys.event(idSpace, id),
    queryFn: ({ signal }) => client.events.get({ id_space: idSpace, id }, { signal }),
  });
}
