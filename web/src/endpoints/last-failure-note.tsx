import type { Endpoint } from "@posthorn/sdk";
import { Link } from "wouter";
import { useSpace } from "../data/space.ts";
import { Icon } from "../ui/icon.tsx";
import { sentence } from "../ui/sentence.ts";
import { Time } from "../ui/time.tsx";

/** What went wrong at the last delivery of an endpoint that still gets events, and how near its pause is. */
export function LastFailureNote({ endpoint }: { endpoint: Endpoint }) {
  const { to } = useSpace();
  const { last_failure, consecutive_failures, pause_after } = endpoint;
  if (last_failure === null || consecutive_failures === 0) return null;
  const left = pause_after - consecutive_failures;
  return (
    <section className="mb-4 flex gap-3 rounded-lg border border-line bg-bad-soft px-4 py-3 text-sm">
      <Icon name="alert" className="mt-0.5 text-bad" />
      <div className="min-w-0">
        <p className="wrap-anywhere">
          <span className="font-medium text-bad">{sentence(last_failure.detail)}</span>{" "}
          <span className="text-ink-muted">
            (<Time at={last_failure.at} />)
          </span>
        </p>
        <p className="text-ink-muted">
          {left === 1 ? "The next failure pauses it." : `${left} more failures in a row pause it.`}{" "}
          <Link
            href={`${to(`/endpoints/${endpoint.id}`)}?delivery=${last_failure.id_delivery}`}
            className="text-accent underline underline-offset-2"
          >
            See the delivery
          </Link>
        </p>
      </div>
    </section>
  );
}
