import type { RejectedEventDetail } from "@posthorn/sdk";
import { Link, useParams } from "wouter";
import { useSpace } from "../data/space.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { Icon } from "../ui/icon.tsx";
import { JsonView } from "../ui/json-view.tsx";
import { Card, PageHeader, Section } from "../ui/page-header.tsx";
import { Failed, LoadingRows } from "../ui/states.tsx";
import { Time } from "../ui/time.tsx";
import { useRejectedEvent } from "./event-queries.ts";

/** One rejected event: what is wrong with it, what to do about it, and what it says. */
export default function RejectedEventScreen() {
  const { id = "" } = useParams<{ id: string }>();
  const { to } = useSpace();
  const rejected = useRejectedEvent(id);
  const back = { to: `${to("/events")}?show=rejected`, label: "Rejected events" };
  if (rejected.data !== undefined) {
    const { event, payload } = rejected.data;
    return (
      <>
        <PageHeader title={event.event} back={back}>
          <div className="mt-1 flex flex-wrap items-center gap-x-2 gap-y-1">
            <span className="font-mono text-xs break-all text-ink-muted">{event.id}</span>
            <CopyButton text={event.id} label="Copy the event's id" />
          </div>
        </PageHeader>
        <div className="grid gap-6">
          <Why event={event} />
          <Facts event={event} />
          <Section title="Payload">
            <JsonView text={payload} label="payload" />
          </Section>
        </div>
      </>
    );
  }
  return (
    <>
      <PageHeader title="Rejected event" back={back} />
      <Card>
        {rejected.isPending ? (
          <LoadingRows count={3} />
        ) : (
          <Failed error={rejected.error} onRetry={() => void rejected.refetch()} />
        )}
      </Card>
    </>
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

function Facts({ event }: { event: RejectedEventDetail }) {
  const { to } = useSpace();
  const times = { Happened: event.occurred_at, Emitted: event.emitted_at, Rejected: event.rejected_at };
  return (
    <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-5 gap-y-1.5 text-sm">
      <dt className="text-ink-muted">Type</dt>
      <dd>
        <Link href={to(`/catalogue/${event.event}`)} className="text-accent underline-offset-2 hover:underline">
          What {event.event} means
        </Link>
      </dd>
      {Object.entries(times).map(([name, at]) => (
        <div key={name} className="contents">
          <dt className="text-ink-muted">{name}</dt>
          <dd>
            <Time at={at} style="full" />
          </dd>
        </div>
      ))}
    </dl>
  );
}
