import type { RejectedEventDetail } from "@posthorn/sdk";
import { useParams } from "wouter";
import { useSpace } from "../data/space.ts";
import { Icon } from "../ui/icon.tsx";
import { JsonView } from "../ui/json-view.tsx";
import { Section } from "../ui/page-header.tsx";
import { EventFacts, EventFrame } from "./event-frame.tsx";
import { useRejectedEvent } from "./event-queries.ts";

/** One rejected event: what is wrong with it, what to do about it, and what it says. */
export default function RejectedEventScreen() {
  const { id = "" } = useParams<{ id: string }>();
  const { to } = useSpace();
  return (
    <EventFrame
      title="Rejected event"
      back={{ to: `${to("/events")}?show=rejected`, label: "Rejected events" }}
      query={useRejectedEvent(id)}
    >
      {({ event, payload }) => (
        <>
          <Why event={event} />
          <EventFacts
            event={event}
            times={{ Happened: event.occurred_at, Emitted: event.emitted_at, Rejected: event.rejected_at }}
          />
          <Section title="Payload">
            <JsonView text={payload} label="payload" />
          </Section>
        </>
      )}
    </EventFrame>
  );
}

function Why({ event: { error } }: { event: RejectedEventDetail }) {
  return (
    <section className="rounded-lg border border-line bg-bad-soft px-4 py-3 text-sm">
      <h2 className="mb-1.5 flex items-center gap-2 font-semibold text-bad">
        <Icon name="alert" /> It could not be taken, and was sent to nobody
      </h2>
      <p className="wrap-anywhere">
        <bdi>{error.detail}</bdi>
      </p>
      <ul className="mt-1 grid gap-1">
        {error.errors?.map(({ path, message }) => (
          <li key={`${path} ${message}`} className="wrap-anywhere">
            <code className="font-mono text-xs">{path}</code> <bdi>{message}</bdi>
          </li>
        ))}
      </ul>
      <p className="mt-2 text-ink-muted">
        Emit it again, mended, under the same id: once it is accepted, it goes from this list.
      </p>
    </section>
  );
}
