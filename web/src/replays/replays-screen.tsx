import type { Replay } from "@posthorn/sdk";
import { useCursorList } from "../data/cursor-list.ts";
import { keys } from "../data/keys.ts";
import { rowsOf } from "../data/live-rows.ts";
import { useEndpoints } from "../data/queries.ts";
import { useSpace } from "../data/space.ts";
import { useSignedIn } from "../session/use-session.ts";
import { ButtonLink } from "../ui/button.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { Card, PageHeader } from "../ui/page-header.tsx";
import { BackToNewest, ShowOlder } from "../ui/show-older.tsx";
import { State } from "../ui/states.tsx";
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
            <Loaded query={endpoints} count={2}>
              {(data) => (data.length === 0 ? <NoEndpoints /> : <ReplayForm endpoints={data} />)}
            </Loaded>
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
  const replays = useCursorList(
    [...keys.replays(idSpace), "list"],
    (page, options) => client.replays.list({ id_space: idSpace, ...page }, options),
    { limit: 20, refetchInterval: ({ state }) => (rowsOf<Replay>(state.data).some(isRunning) ? LOOK_MS : false) },
  );
  const rows = rowsOf<Replay>(replays.query.data);
  return (
    <div className="grid gap-3">
      <BackToNewest list={replays} />
      <Card>
        <Loaded query={replays.query}>
          {() =>
            rows.length === 0 ? (
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
            )
          }
        </Loaded>
      </Card>
      <ShowOlder list={replays} />
    </div>
  );
}

function isRunning({ state }: Replay): boolean {
  return state === "running";
}
