import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { useSpace } from "../data/space.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { Card, LoadingScreen, PageHeader } from "../ui/page-header.tsx";
import { Failed } from "../ui/states.tsx";
import { Time } from "../ui/time.tsx";

interface FrameProps<Shown> {
  /** Stands over it where it cannot be had. */
  title: string;
  back: { to: string; label: string };
  query: UseQueryResult<Shown>;
  marks?: (shown: Shown) => ReactNode;
  children: (shown: Shown) => ReactNode;
}

/** The screen of one event, accepted or rejected: its name and id over what there is to say of it. */
export function EventFrame<Shown extends { event: { id: string; event: string } }>(props: FrameProps<Shown>) {
  const { title, back, query, marks, children } = props;
  if (query.data !== undefined) {
    const { id, event } = query.data.event;
    return (
      <>
        <PageHeader title={event} back={back}>
          <div className="mt-1 flex flex-wrap items-center gap-x-2 gap-y-1">
            <span className="font-mono text-xs break-all text-ink-muted">{id}</span>
            <CopyButton text={id} label="Copy the event's id" />
            {marks?.(query.data)}
          </div>
        </PageHeader>
        <div className="grid gap-6">{children(query.data)}</div>
      </>
    );
  }
  if (query.error === null) return <LoadingScreen back={back} count={3} />;
  return (
    <>
      <PageHeader title={title} back={back} />
      <Card>
        <Failed error={query.error} onRetry={() => void query.refetch()} />
      </Card>
    </>
  );
}

interface FactsProps {
  event: { event: string };
  /** By what happened then. */
  times: { [what: string]: string };
  children?: ReactNode;
}

/** Its type, when what happened to it, and what else there is to know, as a list. */
export function EventFacts({ event: { event }, times, children }: FactsProps) {
  const { to } = useSpace();
  return (
    <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-5 gap-y-1.5 text-sm">
      <dt className="text-ink-muted">Type</dt>
      <dd>
        <Link href={to(`/catalogue/${event}`)} className="text-accent underline-offset-2 hover:underline">
          What {event} means
        </Link>
      </dd>
      {Object.entries(times).map(([what, at]) => (
        <div key={what} className="contents">
          <dt className="text-ink-muted">{what}</dt>
          <dd>
            <Time at={at} style="full" />
          </dd>
        </div>
      ))}
      {children}
    </dl>
  );
}
