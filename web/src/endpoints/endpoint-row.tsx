import type { Endpoint, EndpointSummary } from "@posthorn/sdk";
import { Link } from "wouter";
import { useSpace } from "../data/space.ts";
import { Bars } from "../ui/bars.tsx";
import { FailureMeter } from "../ui/failure-meter.tsx";
import { EndpointBadge } from "../ui/status.tsx";
import { Time } from "../ui/time.tsx";
import { UrlText } from "../ui/url-text.tsx";
import { countsWords, healthWords, subscriptionWords } from "./words.ts";

interface RowProps {
  endpoint: Endpoint;
  /** Undefined: not known yet. */
  activity: EndpointSummary | undefined;
}

/** The columns of the list, for its head and each row. */
export const COLUMNS =
  "grid gap-x-6 gap-y-2.5 px-4 lg:grid-cols-[minmax(0,2fr)_minmax(0,1.6fr)_minmax(0,1fr)_6.5rem] lg:items-center";

/** One endpoint at a glance: all of the row leads to it. */
export function EndpointRow({ endpoint, activity }: RowProps) {
  const { to } = useSpace();
  return (
    <li className={`relative border-b border-line py-3.5 last:border-0 hover:bg-hover ${COLUMNS}`}>
      <div className="min-w-0">
        <Link
          href={to(`/endpoints/${endpoint.id}`)}
          className="block rounded-sm after:absolute after:inset-0 focus-visible:outline-offset-4"
        >
          <UrlText url={endpoint.url} />
        </Link>
        <p className="truncate text-sm text-ink-muted">
          {endpoint.description !== "" && (
            <>
              <bdi>{endpoint.description}</bdi>
              <span className="text-ink-faint"> · </span>
            </>
          )}
          <span title={endpoint.events.join("\n")}>{subscriptionWords(endpoint.events)}</span>
        </p>
      </div>
      <Health endpoint={endpoint} />
      <Activity activity={activity} />
      <div className="text-xs text-ink-muted lg:text-end lg:text-sm">
        {activity && <span className="lg:hidden">Last delivery </span>}
        {activity?.last_delivery_at ? <Time at={activity.last_delivery_at} /> : activity ? "none yet" : ""}
      </div>
    </li>
  );
}

function Health({ endpoint }: { endpoint: Endpoint }) {
  const { status, consecutive_failures, paused_at, pause_after } = endpoint;
  const reason = healthWords(endpoint);
  return (
    <div className="grid min-w-0 gap-1.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <EndpointBadge endpoint={endpoint} />
        {status === "paused"
          ? paused_at && (
              <span className="text-xs text-ink-muted">
                <Time at={paused_at} />
              </span>
            )
          : consecutive_failures > 0 && <FailureMeter failures={consecutive_failures} pauseAfter={pause_after} />}
      </div>
      {reason !== "" && (
        <p className="line-clamp-2 text-xs text-ink-muted wrap-anywhere" title={reason}>
          {reason}
        </p>
      )}
    </div>
  );
}

function Activity({ activity }: { activity: EndpointSummary | undefined }) {
  if (activity === undefined) return <span className="hidden lg:block" />;
  const words = countsWords(activity);
  return (
    <div className="min-w-0 max-lg:flex max-lg:items-end max-lg:gap-3" title={`${words} in the last 24 hours`}>
      <div className="max-lg:w-36">
        <Bars bars={activity.buckets} />
      </div>
      <p className="numeric mt-1 truncate text-xs text-ink-muted">{words}</p>
    </div>
  );
}
