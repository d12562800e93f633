import type { EventDetail } from "@posthorn/sdk";
import { useState } from "react";
import { Link, useParams } from "wouter";
import { useSpace } from "../data/space.ts";
import { Button } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { Icon } from "../ui/icon.tsx";
import { JsonView } from "../ui/json-view.tsx";
import { Card, PageHeader, Section } from "../ui/page-header.tsx";
import { Failed, LoadingRows } from "../ui/states.tsx";
import { Time } from "../ui/time.tsx";
import { EventDeliveries } from "./event-deliveries.tsx";
import { useEvent } from "./event-queries.ts";
import { EventMarks } from "./event-row.tsx";

/** More of them stand behind a button: the deliveries are what most come for. */
const WARNINGS_SHOWN = 5;

/** One event: what it says, what is odd about it, and what became of it at every endpoint. */
export default function EventScreen() {
  const { id = "" } = useParams<{ id: string }>();
  const { to } = useSpace();
  const event = useEvent(id);
  const back = { to: to("/events"), label: "Events" };
  if (event.data !== undefined) return <Detail {...event.data} back={back} />;
  return (
    <>
      <PageHeader title="Event" back={back} />
      <Card>
        {event.isPending ? (
          <LoadingRows count={3} />
        ) : (
          <Failed error={event.error} onRetry={() => void event.refetch()} />
        )}
      </Card>
    </>
  );
}

interface DetailProps {
  event: EventDetail;
  /** As the app wrote them. */
  payload: string;
  changes: string | null;
  back: { to: string; label: string };
}

function Detail({ event, payload, changes, back }: DetailProps) {
  return (
    <>
      <PageHeader title={event.event} back={back}>
        <div className="mt-1 flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="font-mono text-xs break-all text-ink-muted">{event.id}</span>
          <CopyButton text={event.id} label="Copy the event's id" />
          <EventMarks isTest={event.is_test} warnings={event.warning_count} />
        </div>
      </PageHeader>
      <div className="grid gap-6">
        <Facts event={event} />
        {event.warnings.length > 0 && <Warnings event={event} />}
        <EventDeliveries deliveries={event.deliveries} />
        <Section title="Payload">
          <JsonView text={payload} label="payload" />
        </Section>
        {changes !== null && (
          <Section title="What changed">
            <JsonView text={changes} label="changes" />
          </Section>
        )}
      </div>
    </>
  );
}

function Facts({ event }: { event: EventDetail }) {
  const { to } = useSpace();
  const { actor, correlation_id } = event;
  return (
    <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-5 gap-y-1.5 text-sm">
      <dt className="text-ink-muted">Type</dt>
      <dd>
        <Link href={to(`/catalogue/${event.event}`)} className="text-accent underline-offset-2 hover:underline">
          What {event.event} means
        </Link>
      </dd>
      <dt className="text-ink-muted">Happened</dt>
      <dd>
        <Time at={event.occurred_at} style="full" />
      </dd>
      <dt className="text-ink-muted">Accepted</dt>
      <dd>
        <Time at={event.created_at} style="full" />
      </dd>
      {actor !== null && (
        <>
          <dt className="text-ink-muted">Caused by</dt>
          <dd className="wrap-anywhere">
            <bdi>{actor.name ?? actor.id ?? actor.type}</bdi> <span className="text-ink-muted">({actor.type})</span>
          </dd>
        </>
      )}
      {correlation_id !== null && (
        <>
          <dt className="text-ink-muted">Correlation id</dt>
          <dd className="font-mono text-xs break-all">{correlation_id}</dd>
        </>
      )}
    </dl>
  );
}

/** The catalogue's faults with the payload. It was sent all the same. */
function Warnings({ event }: { event: EventDetail }) {
  const [shown, setShown] = useState(WARNINGS_SHOWN);
  return (
    <section className="rounded-lg border border-line bg-warn-soft px-4 py-3 text-sm">
      <h2 className="mb-1.5 flex items-center gap-2 font-semibold text-warn">
        <Icon name="alert" /> The payload is not what the catalogue says
      </h2>
      <p className="mb-2 text-ink-muted">It was sent all the same. Receivers may trip over it.</p>
      <ul className="grid gap-1">
        {event.warnings.slice(0, shown).map(({ path, message }) => (
          <li key={`${path} ${message}`} className="wrap-anywhere">
            <code className="font-mono text-xs">{path}</code> <bdi>{message}</bdi>
          </li>
        ))}
      </ul>
      {event.warnings.length > shown && (
        <Button isSmall kind="quiet" className="mt-2" onClick={() => setShown(event.warnings.length)}>
          Show {event.warnings.length - shown} more
        </Button>
      )}
    </section>
  );
}
