import type { Endpoint } from "@posthorn/sdk";
import { useState } from "react";
import { useSearchParams } from "wouter";
import { useEndpoints, useSpaceActivity } from "../data/queries.ts";
import { useSpace } from "../data/space.ts";
import { useSignedIn } from "../session/use-session.ts";
import { Button, ButtonLink } from "../ui/button.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { Card, PageHeader } from "../ui/page-header.tsx";
import { SearchInput } from "../ui/search-input.tsx";
import { State } from "../ui/states.tsx";
import { endpointLook } from "../ui/status.tsx";
import { COLUMNS, EndpointRow } from "./endpoint-row.tsx";
import { TryWithInbox } from "./try-with-inbox.tsx";

/** The endpoints of the space: each with what it gets, how it is, and what it did in the last day. */
export function EndpointsScreen() {
  const { to } = useSpace();
  const { isReadOnly } = useSignedIn();
  const endpoints = useEndpoints();
  return (
    <>
      <PageHeader
        title="Endpoints"
        actions={
          !isReadOnly && (
            <ButtonLink to={to("/endpoints/new")} kind="primary" icon="add">
              Add endpoint
            </ButtonLink>
          )
        }
      >
        <p className="text-sm text-ink-muted">The URLs that get a POST for each event, within milliseconds.</p>
      </PageHeader>
      <Loaded query={endpoints} inCard>
        {(data) => (data.length === 0 ? <NoEndpoints /> : <EndpointList endpoints={data} />)}
      </Loaded>
    </>
  );
}

function NoEndpoints() {
  const { to } = useSpace();
  const { isReadOnly, me } = useSignedIn();
  if (isReadOnly) {
    return (
      <Card>
        <State icon="endpoints" title="No endpoints yet">
          Nobody has added one. You may look here, but not change anything.
        </State>
      </Card>
    );
  }
  const actions = (
    <>
      <ButtonLink to={to("/endpoints/new")} kind="primary" icon="add">
        Add endpoint
      </ButtonLink>
      {me.node.has_inbox && <TryWithInbox />}
    </>
  );
  return (
    <Card>
      <State icon="endpoints" title="No endpoints yet" actions={actions}>
        Add the URL of your server, and each event is posted to it as it happens.
      </State>
    </Card>
  );
}

const KINDS = ["All", "Active", "Failing", "Paused"] as const;

function EndpointList({ endpoints }: { endpoints: readonly Endpoint[] }) {
  const [search, setSearch] = useState("");
  const [params, setParams] = useSearchParams();
  const activity = useSpaceActivity();
  const kind = KINDS.find((each) => each === params.get("show")) ?? "All";
  const isOfKind = (endpoint: Endpoint) => kind === "All" || endpointLook(endpoint).word === kind;
  const shown = useTroubledFirst(endpoints).filter((endpoint) => isOfKind(endpoint) && has(endpoint, search));
  const summaries = new Map(activity.data?.endpoints.map((each) => [each.id_endpoint, each]));
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2">
        <SearchInput
          label="Search URL, description, event"
          className="grow basis-56 sm:max-w-80"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <fieldset className="flex flex-wrap gap-1">
          <legend className="sr-only">Show</legend>
          {KINDS.map((each) => (
            <Button
              key={each}
              isSmall
              kind={each === kind ? "plain" : "quiet"}
              aria-pressed={each === kind}
              onClick={() => setParams(each === "All" ? {} : { show: each }, { replace: true })}
            >
              {each} <Count kind={each} count={countOf(endpoints, each)} />
            </Button>
          ))}
        </fieldset>
      </div>
      <Card>
        <div
          aria-hidden="true"
          className={`hidden border-b border-line bg-sunken py-2 text-xs text-ink-muted lg:grid ${COLUMNS}`}
        >
          <span>Endpoint</span>
          <span>Health</span>
          <span>Last 24 hours</span>
          <span className="text-end">Last delivery</span>
        </div>
        {shown.length === 0 ? (
          <State icon="search" title="No endpoint fits">
            {search === ""
              ? `None is ${kind.toLowerCase()}.`
              : `None has “${search}” in its URL, description or events.`}
          </State>
        ) : (
          <ul>
            {shown.map((endpoint) => (
              <EndpointRow key={endpoint.id} endpoint={endpoint} activity={summaries.get(endpoint.id)} />
            ))}
          </ul>
        )}
      </Card>
    </>
  );
}

/**
 * Those in trouble first, as all are on hand: paused by themselves, then failing, the nearest to its pause before others.
 * One that was in trouble stays above the others while the list is on screen, so that none jumps away as it recovers.
 */
function useTroubledFirst(endpoints: readonly Endpoint[]): Endpoint[] {
  const [troubled] = useState(() => new Set<string>());
  const rank = (endpoint: Endpoint) => {
    const trouble = troubleOf(endpoint);
    if (trouble > 0) troubled.add(endpoint.id);
    return trouble + (troubled.has(endpoint.id) ? 1 : 0);
  };
  return endpoints
    .map((endpoint) => ({ endpoint, rank: rank(endpoint) }))
    .sort((a, b) => b.rank - a.rank)
    .map(({ endpoint }) => endpoint);
}

/** 2: paused, but not by hand. Up to 1: the share of the failures in a row that pause it. */
function troubleOf({ status, paused_reason, consecutive_failures, pause_after }: Endpoint): number {
  if (status === "paused") return paused_reason === "manual" ? 0 : 2;
  return Math.min(1, consecutive_failures / pause_after);
}

/** What is wrong stands out before anybody has read it. */
function Count({ kind, count }: { kind: (typeof KINDS)[number]; count: number }) {
  const isWrong = count > 0 && (kind === "Failing" || kind === "Paused");
  const look = isWrong ? (kind === "Failing" ? "font-semibold text-bad" : "font-semibold text-warn") : "text-ink-faint";
  return <span className={`numeric ${look}`}>{count}</span>;
}

function countOf(endpoints: readonly Endpoint[], kind: (typeof KINDS)[number]): number {
  if (kind === "All") return endpoints.length;
  return endpoints.filter((endpoint) => endpointLook(endpoint).word === kind).length;
}

function has({ url, description, events, id }: Endpoint, search: string): boolean {
  const wanted = search.trim().toLowerCase();
  return [url, description, id, ...events].some((text) => text.toLowerCase().includes(wanted));
}
