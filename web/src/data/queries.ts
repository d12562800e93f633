import { type ActivityRange, type EventName, PosthornError } from "@posthorn/sdk";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useSignedIn } from "../session/use-session.ts";
import { keys } from "./keys.ts";
import { useSpace } from "./space.ts";

/** The catalogue changes with a release, or when the app adds a type. */
const CATALOGUE_FRESH_MS = 60_000;
/** What happens comes live; the charts' spans move on all the same. */
const ACTIVITY_AGAIN_MS = 60_000;

/** All endpoints of the space: there are at most a few hundred, so search and counts need no server. */
export function useEndpoints() {
  const { client } = useSignedIn();
  const { idSpace } = useSpace();
  return useQuery({
    queryKey: keys.endpoints(idSpace),
    queryFn: ({ signal }) =>
      orNone(Array.fromAsync(client.endpoints.list({ id_space: idSpace, limit: 200 }, { signal }))),
  });
}

export function useEndpoint(id: string) {
  const { client } = useSignedIn();
  const { idSpace } = useSpace();
  return useQuery({
    queryKey: keys.endpoint(idSpace, id),
    queryFn: ({ signal }) => client.endpoints.get({ id_space: idSpace, id }, { signal }),
  });
}

/** The whole catalogue. */
export function useEventTypes() {
  const { client } = useSignedIn();
  return useQuery(
    queryOptions({
      queryKey: keys.eventTypes,
      queryFn: ({ signal }) => Array.fromAsync(client.eventTypes.list({ signal })),
      staleTime: CATALOGUE_FRESH_MS,
    }),
  );
}

/** What each endpoint of the space did in the last 24 hours. */
export function useSpaceActivity() {
  const { client } = useSignedIn();
  const { idSpace } = useSpace();
  return useQuery({
    queryKey: keys.activity(idSpace, "24h"),
    queryFn: ({ signal }) => client.activity.space({ id_space: idSpace, range: "24h" }, { signal }),
    refetchInterval: ACTIVITY_AGAIN_MS,
  });
}

export function useEndpointActivity(id: string, range: ActivityRange) {
  const { client } = useSignedIn();
  const { idSpace } = useSpace();
  return useQuery({
    queryKey: keys.endpointActivity(idSpace, id, range),
    queryFn: ({ signal }) => client.activity.endpoint({ id_space: idSpace, id, range }, { signal }),
    refetchInterval: ACTIVITY_AGAIN_MS,
    placeholderData: (before) => before,
  });
}

/** The name of an event type that came from the catalogue, where the SDK's types know the built-in ones only. */
export function asEventName(name: string): EventName {
  return name as EventName;
}

/** A space exists from its first endpoint or event on: before that it has none. */
async function orNone<Row>(rows: Promise<Row[]>): Promise<Row[]> {
  try {
    return await rows;
  } catch (error) {
    if (error instanceof PosthornError && error.code === "not_found") return [];
    throw error;
  }
}
