import type { RejectedEvent } from "@posthorn/sdk";
import { Link } from "wouter";
import { useSpace } from "../data/space.ts";
import { Loaded } from "../ui/loaded.tsx";
import { Card } from "../ui/page-header.tsx";
import { BackToNewest, ShowOlder } from "../ui/show-older.tsx";
import { State } from "../ui/states.tsx";
import { Time } from "../ui/time.tsx";
import { useRejectedEvents } from "./event-queries.ts";

/** What an app has emitted in transactions of its own, and that could not be taken: it is sent to nobody. */
export function RejectedEvents() {
  const events = useRejectedEvents();
  const rows = events.query.data?.pages.flatMap(({ data }) => data) ?? [];
  return (
    <>
      <BackToNewest list={events} />
      <Card>
        <Loaded query={events.query}>
          {() =>
            rows.length === 0 ? (
              <State icon="check" title="Nothing was rejected">
                An event that your app emits in its own database transaction is checked after the commit. One that
                cannot be taken then is kept here, with the reason.
              </State>
            ) : (
              <ul aria-label="Rejected events">
                {rows.map((event) => (
                  <Row key={event.id} event={event} />
                ))}
              </ul>
            )
          }
        </Loaded>
      </Card>
      <ShowOlder list={events} />
    </>
  );
}

function Row({ event: { id, event, error, rejected_at } }: { event: RejectedEvent }) {
  const { to } = useSpace();
  return (
    <li className="relative flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-4 py-2.5 last:border-0 hover:bg-hover">
      <Link
        href={to(`/events/rejected/${encodeURIComponent(id)}`)}
        className="min-w-0 basis-52 truncate font-mono text-sm after:absolute after:inset-0 focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
      >
        {event}
      </Link>
      <span className="min-w-0 grow basis-60 truncate text-sm text-bad">
        <bdi>{error.detail}</bdi>
      </span>
      <span className="hidden w-56 truncate font-mono text-xs text-ink-muted lg:inline">{id}</span>
      <span className="ms-auto w-28 text-end text-xs text-ink-muted">
        <Time at={rejected_at} style="local" />
      </span>
    </li>
  );
}
