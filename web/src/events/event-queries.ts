import type { Event, EventDetail, RejectedEvent, RejectedEventDetail } from "@posthorn/sdk";
import { useQuery } from "@tanstack/react-query";
import { type CursorList, useCursorList } from "../data/cursor-list.ts";
import { type EventFilter, keys } from "../data/keys.ts";
import { useSpace } from "../data/space.ts";
import { useSignedIn } from "../session/use-session.ts";
import { memberText } from "../ui/json-tree.ts";

/** They are told to nobody live. */
const REJECTED_AGAIN_MS = 10_000;

export function useEvents(filter: EventFilter): CursorList<Event> {
  const { client } = useSignedIn();
  const { idSpace } = useSpace();
  return useCursorList(keys.events(idSpace, filter), (page, options) =>
    client.events.list({ ...filter, id_space: idSpace, ...page }, options),
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

export function useRejectedEvents(): CursorList<RejectedEvent> {
  const { client } = useSignedIn();
  const { idSpace } = useSpace();
  return useCursorList(
    keys.rejectedEvents(idSpace),
    (page, options) => client.events.listRejected({ id_space: idSpace, ...page }, options),
    { refetchInterval: REJECTED_AGAIN_MS },
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
