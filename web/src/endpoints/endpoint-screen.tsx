import type { Endpoint, EndpointDetail } from "@posthorn/sdk";
import { lazy, Suspense } from "react";
import { useParams } from "wouter";
import { useEndpoint } from "../data/queries.ts";
import { useSpace } from "../data/space.ts";
import { useSignedIn } from "../session/use-session.ts";
import { ButtonLink } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { FailureMeter } from "../ui/failure-meter.tsx";
import { Card, PageHeader } from "../ui/page-header.tsx";
import { Failed, LoadingRows, State } from "../ui/states.tsx";
import { EndpointBadge } from "../ui/status.tsx";
import { TabLinks } from "../ui/tab-links.tsx";
import { UrlText } from "../ui/url-text.tsx";
import { DeliveriesTab } from "./deliveries-tab.tsx";
import { LastFailureNote } from "./last-failure-note.tsx";
import { PausedBanner } from "./paused-banner.tsx";
import { subscriptionWords } from "./words.ts";

const TABS = [
  { key: "", label: "Deliveries", Tab: DeliveriesTab },
  { key: "health", label: "Health", Tab: lazy(() => import("./health-tab.tsx")) },
  { key: "test", label: "Test", Tab: lazy(() => import("./test-tab.tsx")) },
  { key: "settings", label: "Settings", Tab: lazy(() => import("./settings-tab.tsx")) },
];

/** One endpoint: how it is, what it got, and all that can be done with it. */
export default function EndpointScreen() {
  const { id = "", tab = "" } = useParams();
  const { to } = useSpace();
  const endpoint = useEndpoint(id);
  if (endpoint.isPending) {
    return (
      <Card>
        <LoadingRows />
      </Card>
    );
  }
  // One that was here and was deleted elsewhere stays readable in the cache, but is not shown as if it were there.
  if (endpoint.isError && (endpoint.data === undefined || isGone(endpoint.error))) {
    return (
      <Card>
        {isGone(endpoint.error) ? (
          <State
            isScreen
            icon="trash"
            title="This endpoint is not here"
            actions={<ButtonLink to={to("/endpoints")}>To the endpoints</ButtonLink>}
          >
            It was deleted, perhaps in another tab, or the address has a mistake in it.
          </State>
        ) : (
          <Failed isScreen error={endpoint.error} onRetry={() => void endpoint.refetch()} />
        )}
      </Card>
    );
  }
  return endpoint.data && <Found endpoint={endpoint.data} tab={tab} />;
}

function isGone(error: Error & { code?: unknown }): boolean {
  return error.code === "not_found" || error.code === "endpoint_deleted";
}

function Found({ endpoint, tab }: { endpoint: EndpointDetail; tab: string }) {
  const { to } = useSpace();
  const here = to(`/endpoints/${endpoint.id}`);
  const current = TABS.find(({ key }) => key === tab);
  return (
    <>
      <Head endpoint={endpoint} />
      {endpoint.status === "paused" ? <PausedBanner endpoint={endpoint} /> : <LastFailureNote endpoint={endpoint} />}
      <TabLinks
        label="Endpoint"
        tabs={TABS.map(({ key, label }) => ({ label, to: key === "" ? here : `${here}/${key}`, isHere: key === tab }))}
      />
      <Suspense fallback={<LoadingRows />}>
        {current ? <current.Tab endpoint={endpoint} /> : <State icon="search" title="There is no such tab" />}
      </Suspense>
    </>
  );
}

function Head({ endpoint }: { endpoint: Endpoint }) {
  const { to } = useSpace();
  const { isReadOnly } = useSignedIn();
  const { url, description, events, consecutive_failures, pause_after, status } = endpoint;
  const title = description === "" ? hostOf(url) : description;
  return (
    <PageHeader
      title={title}
      back={{ to: to("/endpoints"), label: "Endpoints" }}
      actions={
        !isReadOnly && (
          <>
            <ButtonLink to={`${to("/replays")}?endpoint=${endpoint.id}`} icon="refresh">
              Replay a range
            </ButtonLink>
            <ButtonLink to={to(`/endpoints/${endpoint.id}/test`)} icon="send">
              Send a test
            </ButtonLink>
          </>
        )
      }
    >
      <div className="mt-1 flex min-w-0 items-center gap-1">
        <UrlText url={url} />
        <CopyButton text={url} label="Copy the URL" />
      </div>
      <div className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-1.5 text-sm text-ink-muted">
        <EndpointBadge endpoint={endpoint} />
        {status === "active" && consecutive_failures > 0 && (
          <FailureMeter failures={consecutive_failures} pauseAfter={pause_after} />
        )}
        <span className="wrap-anywhere" title={events.join("\n")}>
          {subscriptionWords(events)}
        </span>
      </div>
    </PageHeader>
  );
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
