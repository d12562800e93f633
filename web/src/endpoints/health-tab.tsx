import type { ActivityRange, Endpoint, EndpointActivity } from "@posthorn/sdk";
import { lazy, Suspense } from "react";
import { useSearchParams } from "wouter";
import { useEndpointActivity } from "../data/queries.ts";
import { milliseconds } from "../deliveries/timing-bar.tsx";
import { Button } from "../ui/button.tsx";
import { errorWords } from "../ui/error-words.ts";
import { Loaded } from "../ui/loaded.tsx";
import { Card } from "../ui/page-header.tsx";
import { State } from "../ui/states.tsx";

const RANGES: readonly { range: ActivityRange; label: string }[] = [
  { range: "1h", label: "1 hour" },
  { range: "24h", label: "24 hours" },
  { range: "7d", label: "7 days" },
  { range: "30d", label: "30 days" },
];

const CountsChart = lazy(() => import("./counts-chart.tsx"));
const LatencyChart = lazy(() => import("./latency-chart.tsx"));

/** How an endpoint did over time: what was delivered, how fast, and what went wrong. */
export default function HealthTab({ endpoint }: { endpoint: Endpoint }) {
  const [params, setParams] = useSearchParams();
  const range = RANGES.find((each) => each.range === params.get("range"))?.range ?? "24h";
  const activity = useEndpointActivity(endpoint.id, range);
  return (
    <div className="grid gap-4">
      <fieldset className="flex flex-wrap gap-1">
        <legend className="sr-only">Time span</legend>
        {RANGES.map((each) => (
          <Button
            key={each.range}
            isSmall
            kind={each.range === range ? "plain" : "quiet"}
            aria-pressed={each.range === range}
            onClick={() => setParams({ range: each.range }, { replace: true })}
          >
            {each.label}
          </Button>
        ))}
      </fieldset>
      <Loaded query={activity} inCard>
        {(data) => <Charts activity={data} />}
      </Loaded>
    </div>
  );
}

function Charts({ activity }: { activity: EndpointActivity }) {
  const { delivered, failed, p50_ms, p95_ms } = activity;
  const all = delivered + failed;
  if (all === 0) {
    return (
      <Card>
        <State icon="gauge" title="Nothing was sent in this time">
          Choose a longer one, or send something.
        </State>
      </Card>
    );
  }
  return (
    <>
      <dl className="grid grid-cols-2 gap-3 lg:grid-cols-4">
        <Figure name="Delivered" value={delivered.toLocaleString()} note={share(delivered, all)} />
        <Figure name="Failed" value={failed.toLocaleString()} note={share(failed, all)} isBad={failed > 0} />
        <Figure name="Half took at most" value={p50_ms === null ? "–" : milliseconds(p50_ms)} note="p50" />
        <Figure name="95 of 100 took at most" value={p95_ms === null ? "–" : milliseconds(p95_ms)} note="p95" />
      </dl>
      <Card className="p-4">
        <h2 className="mb-3 text-sm font-semibold">Attempts</h2>
        <Suspense fallback={<div className="h-52" />}>
          <CountsChart activity={activity} />
        </Suspense>
      </Card>
      <Card className="p-4">
        <h2 className="mb-3 text-sm font-semibold">How long they took</h2>
        <Suspense fallback={<div className="h-52" />}>
          <LatencyChart activity={activity} />
        </Suspense>
      </Card>
      <div className="grid gap-4 lg:grid-cols-2">
        <Ranking
          title="What was answered"
          rows={activity.response_statuses.map(({ status, count }) => ({
            name: String(status),
            count,
            isBad: status >= 300,
          }))}
        />
        <Ranking
          title="What went wrong"
          rows={activity.errors.map(({ code, count }) => ({ name: errorWords(code), count, isBad: true }))}
        />
      </div>
    </>
  );
}

function Figure({ name, value, note, isBad = false }: { name: string; value: string; note: string; isBad?: boolean }) {
  return (
    <div className="rounded-lg border border-line bg-surface px-4 py-3 shadow-raised">
      <dt className="text-xs text-ink-muted">{name}</dt>
      <dd className={`numeric mt-0.5 text-xl font-semibold ${isBad ? "text-bad" : ""}`}>
        {value} <span className="text-xs font-normal text-ink-muted">{note}</span>
      </dd>
    </div>
  );
}

function Ranking({ title, rows }: { title: string; rows: { name: string; count: number; isBad: boolean }[] }) {
  const most = Math.max(1, ...rows.map(({ count }) => count));
  return (
    <Card className="p-4">
      <h2 className="mb-3 text-sm font-semibold">{title}</h2>
      {rows.length === 0 ? (
        <p className="text-sm text-ink-muted">Nothing in this time.</p>
      ) : (
        <ul className="grid gap-2">
          {rows.map(({ name, count, isBad }) => (
            <li key={name} className="grid grid-cols-[minmax(0,10rem)_minmax(0,1fr)_3rem] items-center gap-3 text-sm">
              <span className="truncate text-xs" title={name}>
                {name}
              </span>
              <svg viewBox="0 0 100 6" preserveAspectRatio="none" height="6" className="w-full" aria-hidden="true">
                <rect
                  width={(count / most) * 100}
                  height="6"
                  rx="2"
                  className={isBad ? "fill-bad-fill" : "fill-good-fill"}
                />
              </svg>
              <span className="numeric text-end text-xs text-ink-muted">{count.toLocaleString()}</span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function share(part: number, all: number): string {
  const percent = (part / all) * 100;
  return `${percent.toLocaleString(undefined, { maximumFractionDigits: percent > 99 || percent < 1 ? 2 : 1 })} %`;
}
