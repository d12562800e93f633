import type { Space } from "@posthorn/sdk";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { keys } from "../data/keys.ts";
import { spaceOnScreen } from "../data/space.ts";
import { useSignedIn } from "../session/use-session.ts";
import { Button } from "../ui/button.tsx";
import { Card, PageHeader } from "../ui/page-header.tsx";
import { Failed, LoadingRows, State } from "../ui/states.tsx";
import { Badge } from "../ui/status.tsx";
import { Time } from "../ui/time.tsx";

/** The customers of the app, for its operator. */
export default function SpacesScreen() {
  const { client } = useSignedIn();
  const spaces = useInfiniteQuery({
    queryKey: keys.spaces(),
    queryFn: ({ pageParam, signal }) =>
      client.spaces.list({ limit: 50, ...(pageParam === undefined ? {} : { cursor: pageParam }) }, { signal }).page(),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
  });
  const rows = spaces.data?.pages.flatMap(({ data }) => data) ?? [];
  return (
    <>
      <PageHeader title="Spaces">
        <p className="text-sm text-ink-muted">
          Each customer of your app. A space is there from its first event or endpoint on.
        </p>
      </PageHeader>
      <Card>
        {spaces.isPending ? (
          <LoadingRows />
        ) : spaces.isError ? (
          <Failed error={spaces.error} onRetry={() => void spaces.refetch()} />
        ) : rows.length === 0 ? (
          <State icon="gauge" title="No spaces yet">
            Post an event or add an endpoint, and its space shows up here.
          </State>
        ) : (
          <ul>
            {rows.map((space) => (
              <SpaceRow key={space.id_space} space={space} />
            ))}
          </ul>
        )}
      </Card>
      {spaces.hasNextPage && (
        <div className="mt-4 grid justify-center">
          <Button isBusy={spaces.isFetchingNextPage} onClick={() => void spaces.fetchNextPage()}>
            Show more
          </Button>
        </div>
      )}
    </>
  );
}

function SpaceRow({ space }: { space: Space }) {
  const { id_space, endpoint_count, paused_count, failing_count, created_at } = space;
  return (
    <li className="relative flex flex-wrap items-center gap-x-6 gap-y-2 border-b border-line px-4 py-3 last:border-0 hover:bg-hover">
      <Link
        href={spaceOnScreen(id_space).to("/endpoints")}
        className="min-w-0 grow font-mono text-sm break-all after:absolute after:inset-0"
      >
        {id_space}
      </Link>
      {paused_count > 0 && (
        <Badge tone="warn" icon="pause">
          {paused_count} paused
        </Badge>
      )}
      {failing_count > 0 && (
        <Badge tone="bad" icon="alert">
          {failing_count} failing
        </Badge>
      )}
      <span className="numeric w-28 text-sm text-ink-muted">
        {endpoint_count} {endpoint_count === 1 ? "endpoint" : "endpoints"}
      </span>
      <span className="w-28 text-sm text-ink-muted sm:text-end">
        <Time at={created_at} />
      </span>
    </li>
  );
}
