import type { NodeRow, Overview, Rates, SpaceActivityRow } from "@posthorn/sdk";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { spaceOnScreen } from "../data/space.ts";
import { countsWords } from "../endpoints/words.ts";
import { useSignedIn } from "../session/use-session.ts";
import { Icon } from "../ui/icon.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { Card, PageHeader } from "../ui/page-header.tsx";
import { faultWords, State } from "../ui/states.tsx";
import { Badge } from "../ui/status.tsx";
import { Time } from "../ui/time.tsx";
import { bytesWords, durationWords, rateWords } from "./amounts.ts";
import { RateLine } from "./rate-line.tsx";
import { useRates } from "./use-rates.ts";

const LOOK_MS = 15_000;

/** All of Posthorn at a glance: what it does now, where it runs, and which spaces are busy or in trouble. */
export default function OverviewScreen() {
  const { client } = useSignedIn();
  const rates = useRates();
  const overview = useQuery({
    queryKey: ["overview"],
    queryFn: ({ signal }) => client.overview({ signal }),
    refetchInterval: LOOK_MS,
  });
  return (
    <>
      <PageHeader title="Overview">
        {overview.data && (
          <p className="text-sm text-ink-muted">
            Posthorn {overview.data.version}, up for {durationWords(overview.data.uptime_s)}
          </p>
        )}
      </PageHeader>
      {overview.isRefetchError && <Old error={overview.error} since={overview.dataUpdatedAt} />}
      <Loaded query={overview} inCard>
        {(data) => <Found overview={data} rates={rates} />}
      </Loaded>
    </>
  );
}

/** What is on the screen is of a moment that is over. */
function Old({ error, since }: { error: Error; since: number }) {
  return (
    <div role="alert" className="mb-4 flex gap-3 rounded-lg border border-line bg-warn-soft px-4 py-3 text-sm">
      <Icon name="alert" className="mt-0.5 text-warn" />
      <p className="min-w-0 wrap-anywhere">
        <span className="font-medium text-warn">
          These numbers are from <Time at={new Date(since).toISOString()} />.
        </span>{" "}
        {faultWords(error)}
      </p>
    </div>
  );
}

function Found({ overview, rates }: { overview: Overview; rates: readonly Rates[] }) {
  const now = rates.at(-1) ?? overview;
  return (
    <div className="grid gap-4">
      <div className="grid grid-cols-2 gap-3 sm:gap-4 xl:grid-cols-4">
        <Figure name="Events per second" value={rateWords(now.events_per_s)}>
          <RateLine values={rates.map(({ events_per_s }) => events_per_s)} />
        </Figure>
        <Figure name="Delivered per second" value={rateWords(now.delivered_per_s)}>
          <RateLine values={rates.map(({ delivered_per_s }) => delivered_per_s)} tone="good" />
        </Figure>
        <Figure name="Failed per second" value={rateWords(now.failed_per_s)}>
          <RateLine values={rates.map(({ failed_per_s }) => failed_per_s)} tone="bad" />
        </Figure>
        <Figure name="Queued on this node" value={now.queued_count.toLocaleString()}>
          <Note>
            {now.in_flight_count.toLocaleString()} requests under way
            {overview.oldest_queued_at && (
              <>
                , the oldest from <Time at={overview.oldest_queued_at} />
              </>
            )}
          </Note>
        </Figure>
        <Figure name="Pending" value={now.pending_count.toLocaleString()}>
          <Note>Not sent yet, on all nodes</Note>
        </Figure>
        <Figure name="Held" value={now.held_count.toLocaleString()}>
          <Note>Waiting for paused endpoints</Note>
        </Figure>
        <Figure name="Endpoints" value={overview.endpoint_count.toLocaleString()}>
          <Note>
            {overview.paused_endpoint_count.toLocaleString()} paused, in {overview.space_count.toLocaleString()}{" "}
            {overview.space_count === 1 ? "space" : "spaces"}
          </Note>
        </Figure>
        <Figure name="Database" value={bytesWords(overview.disk_bytes)}>
          <Note>
            {overview.disk_free_bytes === null
              ? "on a server of its own"
              : `${bytesWords(overview.disk_free_bytes)} free`}
          </Note>
        </Figure>
      </div>
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Spaces title="In trouble" spaces={overview.failing} none="Every endpoint is well." />
        <Spaces title="Busiest in the last two hours" spaces={overview.busiest} none="Nothing was sent." />
      </div>
      <Nodes nodes={overview.nodes} />
    </div>
  );
}

function Figure({ name, value, children }: { name: string; value: string; children: ReactNode }) {
  return (
    <Card className="p-4">
      <h2 className="text-xs text-ink-muted">{name}</h2>
      <p className="numeric mt-0.5 mb-1.5 text-xl font-semibold">{value}</p>
      {children}
    </Card>
  );
}

function Note({ children }: { children: ReactNode }) {
  return <p className="text-xs text-ink-muted">{children}</p>;
}

function Spaces({ title, spaces, none }: { title: string; spaces: readonly SpaceActivityRow[]; none: string }) {
  return (
    <Card>
      <h2 className="border-b border-line bg-sunken px-4 py-2.5 text-sm font-semibold">{title}</h2>
      {spaces.length === 0 ? (
        <State icon="check" title={none} />
      ) : (
        <ul>
          {spaces.map((space) => (
            <li
              key={space.id_space}
              className="relative flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-4 py-2.5 last:border-0 hover:bg-hover"
            >
              <Link
                href={spaceOnScreen(space.id_space).to("/endpoints")}
                className="min-w-0 grow basis-40 truncate font-mono text-xs after:absolute after:inset-0"
              >
                {space.id_space}
              </Link>
              <SpaceBadges {...space} />
              <span className="numeric text-xs text-ink-muted">{countsWords(space)}</span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

/** What is wrong in a space, in few words. */
export function SpaceBadges({ paused_count, failing_count }: { paused_count: number; failing_count: number }) {
  return (
    <>
      {paused_count > 0 && (
        <Badge tone="warn" icon="pause">
          {paused_count} paused
        </Badge>
      )}
      {failing_count > 0 && (
        <Badge tone="bad" icon="alert">
          {failing_count} failing
        </Badge>
      )}
    </>
  );
}

function Nodes({ nodes }: { nodes: readonly NodeRow[] }) {
  return (
    <Card>
      <h2 className="border-b border-line bg-sunken px-4 py-2.5 text-sm font-semibold">Nodes</h2>
      <ul>
        {nodes.map(({ id, is_this, started_at, last_seen_at }) => (
          <li
            key={id}
            className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-4 py-2.5 text-sm last:border-0"
          >
            <span className="min-w-0 grow truncate font-mono text-xs">{id}</span>
            {is_this && <Badge tone="accent">This one</Badge>}
            <span className="text-xs text-ink-muted">
              started <Time at={started_at} />, seen <Time at={last_seen_at} />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
