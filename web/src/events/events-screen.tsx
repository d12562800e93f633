import type { Event } from "@posthorn/sdk";
import { type FormEvent, useRef, useState } from "react";
import { useLocation, useSearchParams } from "wouter";
import { rowsOf } from "../data/live-rows.ts";
import { useSpace } from "../data/space.ts";
import { ClearFilters, EventFilter, TimeFilter, useTimedFilter } from "../filters/list-filter.tsx";
import { Button } from "../ui/button.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { Card, PageHeader } from "../ui/page-header.tsx";
import { SearchInput } from "../ui/search-input.tsx";
import { BackToNewest, ShowOlder } from "../ui/show-older.tsx";
import { State } from "../ui/states.tsx";
import { TabLinks } from "../ui/tab-links.tsx";
import { useEvents } from "./event-queries.ts";
import { EventRow } from "./event-row.tsx";
import { RejectedEvents } from "./rejected-events.tsx";

/** What has happened in the space, live as it happens; and what the app has told that could not be taken. */
export default function EventsScreen() {
  const { to } = useSpace();
  const [params] = useSearchParams();
  const isRejected = params.get("show") === "rejected";
  return (
    <>
      <PageHeader title="Events">
        <p className="text-sm text-ink-muted">All that your app has told of this space, whoever it was sent to.</p>
      </PageHeader>
      <TabLinks
        label="Events"
        tabs={[
          { label: "Accepted", to: to("/events"), isHere: !isRejected },
          { label: "Rejected", to: `${to("/events")}?show=rejected`, isHere: isRejected },
        ]}
      />
      {isRejected ? <RejectedEvents /> : <AcceptedEvents />}
    </>
  );
}

function AcceptedEvents() {
  const filter = useTimedFilter();
  const events = useEvents(filter);
  const rows = rowsOf<Event>(events.query.data);
  // What came after the first look is new; what comes by a page is old.
  const opened = useRef(new Date().toISOString());
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <FindById />
        <EventFilter />
        <TimeFilter />
        <ClearFilters names={["event", "last"]} />
      </div>
      <BackToNewest list={events} />
      <Card>
        <Loaded query={events.query} count={8}>
          {() =>
            rows.length === 0 ? (
              <NoEvents hasMore={events.query.hasNextPage} />
            ) : (
              <ul aria-label="Events">
                {rows.map((event) => (
                  <EventRow key={event.id} event={event} isNew={event.created_at > opened.current} />
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

/** An id from a log or a receiver's `webhook-id` header leads to its event. */
function FindById() {
  const { to } = useSpace();
  const [, go] = useLocation();
  const [id, setId] = useState("");
  const wanted = id.trim();
  function find(event: FormEvent): void {
    event.preventDefault();
    if (wanted !== "") go(to(`/events/${encodeURIComponent(wanted)}`));
  }
  return (
    <form onSubmit={find} className="flex grow basis-64 gap-2 sm:max-w-96">
      <SearchInput
        label="Find by id, such as evt_…"
        className="grow"
        value={id}
        onChange={({ target }) => setId(target.value)}
      />
      {wanted !== "" && <Button type="submit">Find</Button>}
    </form>
  );
}

function NoEvents({ hasMore }: { hasMore: boolean }) {
  const [params] = useSearchParams();
  if (hasMore) {
    return (
      <State icon="search" title="None among the latest">
        Older ones have not been looked through yet.
      </State>
    );
  }
  if (params.size > 0) {
    return (
      <State icon="search" title="No event fits">
        None of this type has come in this time.
      </State>
    );
  }
  return (
    <State icon="events" title="No events yet">
      What your app posts to <code className="font-mono text-xs">/v1/events</code> for this space shows up here at once.
    </State>
  );
}
