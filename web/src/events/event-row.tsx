import type { Event } from "@posthorn/sdk";
import { Link } from "wouter";
import { useSpace } from "../data/space.ts";
import { Badge } from "../ui/status.tsx";
import { Time } from "../ui/time.tsx";

/** One event. It opens on a screen of its own. */
export function EventRow({ event, isNew }: { event: Event; isNew: boolean }) {
  const { to } = useSpace();
  return (
    <li
      className={`relative flex min-h-10.5 flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-4 py-2 last:border-0 hover:bg-hover ${isNew ? "arriving" : ""}`}
    >
      <Link
        href={to(`/events/${event.id}`)}
        className="min-w-0 grow basis-52 truncate font-mono text-sm after:absolute after:inset-0 focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
      >
        {event.event}
      </Link>
      {event.failed_deliveries > 0 && (
        <Badge tone="bad" icon="cross">
          {event.failed_deliveries} failed
        </Badge>
      )}
      <EventMarks isTest={event.is_test} warnings={event.warning_count} />
      <span className="hidden w-56 truncate font-mono text-xs text-ink-muted lg:inline">{event.id}</span>
      <span className="numeric w-24 text-xs text-ink-muted sm:text-end">
        {event.deliveries === 1 ? "1 delivery" : `${event.deliveries} deliveries`}
      </span>
      <span className="ms-auto w-28 text-end text-xs text-ink-muted">
        <Time at={event.created_at} style="local" />
      </span>
    </li>
  );
}

/** What is special about an event, in badges. */
export function EventMarks({ isTest, warnings }: { isTest: boolean; warnings: number }) {
  return (
    <>
      {isTest && (
        <Badge tone="quiet" icon="send">
          Test
        </Badge>
      )}
      {warnings > 0 && (
        <Badge tone="warn" icon="alert">
          {warnings === 1 ? "1 warning" : `${warnings} warnings`}
        </Badge>
      )}
    </>
  );
}
