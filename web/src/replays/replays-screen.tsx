import type { Replay } from "@posthorn/sdk";
import { useInfiniteQuery } from "@tanstack/react-query";
import { keys } from "../data/keys.ts";
import { rowsOf } from "../data/live-rows.ts";
import { useEndpoints } from "../data/queries.ts";
import { useSpace } from "../data/space.ts";
import { useSignedIn } from "../session/use-session.ts";
import { ButtonLink } from "../ui/button.tsx";
import { Card, PageHeader } from "../ui/page-header.tsx";
import { ShowOlder } from "../ui/show-older.tsx";
import { Failed, LoadingRows, State } from "../ui/states.tsx";
import { ReplayForm } from "./replay-form.tsx";
import { ReplayRow } from "./replay-row.tsx";

/** So often the progress of a replay that runs is looked at. */
const LOOK_MS = 1_000;

/** Sends many deliveries of an endpoint once more, and shows how far that is. */
export default function ReplaysScreen() {
  const { isReadOnly } = useSignedIn();
  const endpoints = useEndpoints();
  return (
    <>
      <PageHeader title="Replay a range">
        <p className="max-w-2xl text-sm text-ink-muted">
          Sends deliveries of an endpoint once more, one attempt each. New events come first, and you can cancel at any
          time.
        </p>
      </PageHeader>
      <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,28rem)_minmax(0,1fr)]">
        {!isReadOnly && (
          <Card className="p-5">
            {endpoints.isPending ? (
              <LoadingRows count={2} />
            ) : endpoints.isLoadingError ? (
              <Failed error={endpoints.error} onRetry={() => void endpoints.refetch()} />
            ) : endpoints.data.length === 0 ? (
              <NoEndpoints />
            ) : (
              <ReplayForm endpoints={endpoints.data} />
            )}
          </Card>
        )}
        <Replays />
      </div>
    </>
  );
}

function NoEndpoints() {
  const { to } = useSpace();
  return (
    <State
      icon="endpoints"
      title="There is no endpoint"
      actions={<ButtonLink to={to("/endpoints/new")}>Add endpoint</ButtonLink>}
    >
      Without one there is nothing to send again.
    </State>
  );
}

function Replays() {
  const { client } = useSignedIn();
  const { idSpace } = useSpace();
  const endpoints = useEndpoints();
  const replays = useInfiniteQuery({
    queryKey: [...keys.replays(idSpace), "list"],
    queryFn: ({ pageParam, signal }) =>
      client.replays
        .list({ id_space: idSpace, limit: 20, ...(pageParam === undefined ? {} : { cursor: pageParam }) }, { signal })
        .page(),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
    refetchInterval: ({ state }) => (rowsOf<Replay>(state.data).some(isRunning) ? LOOK_MS : false),
  });
  const rows = rowsOf<Replay>(replays.data);
  return (
    <div className="grid gap-3">
      <Card>
        {replays.isPending ? (
          <LoadingRows />
        ) : replays.isLoadingError ? (
          <Failed error={replays.error} onRetry={() => void replays.refetch()} />
        ) : rows.length === 0 ? (
          <State icon="refresh" title="No replay yet">
            Pick deliveries, see how many they are, and send them once more. Progress shows up here.
          </State>
        ) : (
          <ul aria-label="Replays">
            {rows.map((replay) => (
              <ReplayRow
                key={replay.id}
                replay={replay}
                endpoint={endpoints.data?.find(({ id }) => id === replay.id_endpoint)}
              />
            ))}
          </ul>
        )}
      </Card>
      <ShowOlder list={replays} />
    </div>
  );
}

function isRunning({ state }: Replay): boolean {
  return state === "running";
}
