import type { EndpointDetail } from "@posthorn/sdk";
import { Suspense } from "react";
import { useParams } from "wouter";
import { useEndpoint } from "../data/queries.ts";
import { useSpace } from "../data/space.ts";
import { useSignedIn } from "../session/use-session.ts";
import { Boundary } from "../ui/boundary.tsx";
import { ButtonLink } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { FailureMeter } from "../ui/failure-meter.tsx";
import { onDemand } from "../ui/on-demand.ts";
import { Card, LoadingScreen, PageHeader } from "../ui/page-header.tsx";
import { Failed, LoadingRows, State } from "../ui/states.tsx";
import { Badge, EndpointBadge } from "../ui/status.tsx";
import { TabLinks } from "../ui/tab-links.tsx";
import { UrlText } from "../ui/url-text.tsx";
import { DeletedBanner } from "./deleted-banner.tsx";
import { DeliveriesTab } from "./deliveries-tab.tsx";
import { LastFailureNote } from "./last-failure-note.tsx";
import { PausedBanner } from "./paused-banner.tsx";
import { pendingWords, subscriptionWords } from "./words.ts";

const TABS = [
  { key: "", label: "Deliveries", Tab: DeliveriesTab },
  { key: "health", label: "Health", Tab: onDemand(() => import("./health-tab.tsx")) },
  { key: "test", label: "Test", Tab: onDemand(() => import("./test-tab.tsx")) },
  { key: "settings", label: "Settings", Tab: onDemand(() => import("./settings-tab.tsx")) },
];

/** One endpoint: how it is, what it got, and all that can be done with it. */
export default function EndpointScreen() {
  const { id = "", tab = "" } = useParams();
  const { to } = useSpace();
  const endpoint = useEndpoint(id);
  if (endpoint.isPending) {
    return <LoadingScreen back={{ to: to("/endpoints"), label: "Endpoints" }} />;
  }
  if (endpoint.isLoadingError) {
    return (
      <Card>
        {isGone(endpoint.error) ? (
          <State
            isScreen
            icon="trash"
            title="This endpoint is not here"
            actions={<ButtonLink to={to("/endpoints")}>To the endpoints</ButtonLink>}
          >
            It was deleted, or the address has a mistake in it.
          </State>
        ) : (
          <Failed isScreen error={endpoint.error} onRetry={() => void endpoint.refetch()} />
        )}
      </Card>
    );
  }
  return <Found endpoint={endpoint.data} tab={tab} wasDeleted={endpoint.isError && isGone(endpoint.error)} />;
}

function isGone(error: Error & { code?: unknown }): boolean {
  return error.code === "not_found" || error.code === "endpoint_deleted";
}

interface FoundProps {
  endpoint: EndpointDetail;
  tab: string;
  /** Since it was fetched. What was typed about it stays on the screen. */
  wasDeleted: boolean;
}

function Found({ endpoint, tab, wasDeleted }: FoundProps) {
  const { to } = useSpace();
  const here = to(`/endpoints/${endpoint.id}`);
  const current = TABS.find(({ key }) => key === tab);
  return (
    <>
      <Head endpoint={endpoint} tab={tab} wasDeleted={wasDeleted} />
      {wasDeleted ? (
        <DeletedBanner endpoint={endpoint} />
      ) : endpoint.status === "paused" ? (
        <PausedBanner endpoint={endpoint} />
      ) : (
        <LastFailureNote endpoint={endpoint} />
      )}
      <TabLinks
        label="Endpoint"
        tabs={TABS.map(({ key, label }) => ({ label, to: key === "" ? here : `${here}/${key}`, isHere: key === tab }))}
      />
      <Boundary key={tab}>
        <Suspense fallback={<LoadingRows />}>
          {current ? <current.Tab endpoint={endpoint} /> : <State icon="search" title="There is no such tab" />}
        </Suspense>
      </Boundary>
    </>
  );
}

function Head({ endpoint, tab, wasDeleted }: FoundProps) {
  const { to } = useSpace();
  const { isReadOnly } = useSignedIn();
  const { url, description, events, consecutive_failures, pause_after, pending_count, status } = endpoint;
  const title = description === "" ? hostOf(url) : description;
  return (
    <PageHeader
      title={title}
      back={{ to: to("/endpoints"), label: "Endpoints" }}
      actions={
        !isReadOnly &&
        !wasDeleted && (
          <>
            <ButtonLink to={`${to("/replays")}?endpoint=${endpoint.id}`} icon="refresh">
              Replay a range
            </ButtonLink>
            {status === "active" && tab !== "test" && (
              <ButtonLink to={to(`/endpoints/${endpoint.id}/test`)} icon="send">
                Send a test
              </ButtonLink>
            )}
          </>
        )
      }
    >
      <div className="mt-1 flex min-w-0 items-center gap-1">
        <UrlText url={url} />
        <CopyButton text={url} label="Copy the URL" />
      </div>
      <div className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-1.5 text-sm text-ink-muted">
        {wasDeleted ? (
          <Badge tone="quiet" icon="trash">
            Deleted
          </Badge>
        ) : (
          <EndpointBadge endpoint={endpoint} />
        )}
        {!wasDeleted && status === "active" && consecutive_failures > 0 && (
          <FailureMeter failures={consecutive_failures} pauseAfter={pause_after} />
        )}
        <span className="wrap-anywhere" title={events.join("\n")}>
          {subscriptionWords(events)}
        </span>
        {pending_count > 0 && <span className="numeric">{pendingWords(pending_count)}</span>}
      </div>
    </PageHeader>
  );
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
