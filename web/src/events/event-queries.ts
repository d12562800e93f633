import type { EventDetail, RejectedEventDetail } from "@posthorn/sdk";
import { infiniteQueryOptions, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { type EventFilter, keys } from "../data/keys.ts";
import { cursorOf, cursorPages, PAGE_ROWS } from "../data/queries.ts";
import { useSpace } from "../data/space.ts";
import { useSignedIn } from "../session/use-session.ts";
import { memberText } from "../ui/json-tree.ts";

/** They are told to nobody live. */
const REJECTED_AGAIN_MS = 10_000;

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
    queryFn: async ({ signal }) =>
      asWritten<EventDetail>(await client.events.getText({ id_space: idSpace, id }, { signal })),
  });
}

export function useRejectedEvents() {
  const { client } = useSignedIn();
  const { idSpace } = useSpace();
  return useInfiniteQuery(
    infiniteQueryOptions({
      ...cursorPages,
      queryKey: keys.rejectedEvents(idSpace),
      queryFn: ({ pageParam, signal }) =>
        client.events.listRejected({ id_space: idSpace, limit: PAGE_ROWS, ...cursorOf(pageParam) }, { signal }).page(),
      refetchInterval: REJECTED_AGAIN_MS,
    }),
  );
}

export function useRejectedEvent(id: string) {
  const { client } = useSignedIn();
  const { idSpace } = useSpace();
  return useQuery({
    queryKey: keys.rejectedEvent(idSpace, id),
    queryFn: async ({ signal }) =>
      asWritten<RejectedEventDetail>(await client.events.getRejectedText({ id_space: idSpace, id }, { signal })),
  });
}

/** An event, and the JSON that the app has written: numbers of 20 digits lose some once they are numbers. */
function asWritten<Detail>(text: string): { event: Detail; payload: string; changes: string | null } {
  const [payload, changes] = [memberText(text, "payload"), memberText(text, "changes")];
  // The server's answer is checked against the sdk's types where it is declared.
  const event: Detail = JSON.parse(text);
  return { event, payload: payload ?? "", changes: changes === "null" ? null : changes };
}
