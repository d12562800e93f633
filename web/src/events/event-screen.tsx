import type { EventDetail } from "@posthorn/sdk";
import { useState } from "react";
import { useParams } from "wouter";
import { useSpace } from "../data/space.ts";
import { Button } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import { JsonView } from "../ui/json-view.tsx";
import { Section } from "../ui/page-header.tsx";
import { EventDeliveries } from "./event-deliveries.tsx";
import { EventFacts, EventFrame } from "./event-frame.tsx";
import { useEvent } from "./event-queries.ts";
import { EventMarks } from "./event-row.tsx";

/** More of them stand behind a button: the deliveries are what most come for. */
const WARNINGS_SHOWN = 5;

/** One event: what it says, what is odd about it, and what became of it at every endpoint. */
export default function EventScreen() {
  const { id = "" } = useParams<{ id: string }>();
  const { to } = useSpace();
  return (
    <EventFrame
      title="Event"
      back={{ to: to("/events"), label: "Events" }}
      query={useEvent(id)}
      marks={({ event }) => <EventMarks isTest={event.is_test} warnings={event.warning_count} />}
    >
      {({ event, payload, changes }) => (
        <>
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
        </>
      )}
    </EventFrame>
  );
}

function Facts({ event }: { event: EventDetail }) {
  const { actor, correlation_id } = event;
  return (
    <EventFacts event={event} times={{ Happened: event.occurred_at, Accepted: event.created_at }}>
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
    </EventFacts>
  );
}

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
