import type { Endpoint } from "@posthorn/sdk";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useLocation, useParams } from "wouter";
import { keys } from "../data/keys.ts";
import { useEndpoints } from "../data/queries.ts";
import { useSpace } from "../data/space.ts";
import { useSignedIn } from "../session/use-session.ts";
import { Button } from "../ui/button.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { Card, PageHeader } from "../ui/page-header.tsx";
import { Fault, State } from "../ui/states.tsx";
import { inboxToken } from "./inbox-url.ts";
import { InboxView } from "./inbox-view.tsx";

/** An endpoint whose URL is a test inbox of this node. */
export interface InboxEndpoint {
  endpoint: Endpoint;
  token: string;
}

/** Test inboxes: endpoints that end inside Posthorn, to see what arrives and to try what happens when it is refused. */
export default function InboxScreen() {
  const { me } = useSignedIn();
  return (
    <>
      <PageHeader title="Test inbox">
        <p className="max-w-2xl text-sm text-ink-muted">
          A receiver inside Posthorn. See requests as they arrive, let it fail, and watch what that does to its
          endpoint.
        </p>
      </PageHeader>
      {me.node.has_inbox ? (
        <Inboxes />
      ) : (
        <Card>
          <State icon="inbox" title="There is no test inbox here">
            Whoever runs Posthorn has switched it off (POSTHORN_INBOX).
          </State>
        </Card>
      )}
    </>
  );
}

function Inboxes() {
  const endpoints = useEndpoints();
  return (
    <Loaded query={endpoints} inCard>
      {(all) => <InboxesOf endpoints={all} />}
    </Loaded>
  );
}

function InboxesOf({ endpoints }: { endpoints: readonly Endpoint[] }) {
  const { me } = useSignedIn();
  const { id } = useParams();
  const inboxes = endpoints.flatMap((endpoint): InboxEndpoint[] => {
    const token = inboxToken(endpoint.url, me.node.public_url);
    return token === null ? [] : [{ endpoint, token }];
  });
  const chosen = inboxes.find(({ endpoint }) => endpoint.id === id) ?? inboxes[0];
  if (chosen === undefined) return <NoInbox />;
  return (
    <div className="grid gap-4">
      {inboxes.length > 1 && <Choice inboxes={inboxes} chosen={chosen} />}
      <InboxView key={chosen.token} {...chosen} others={endpoints.filter((each) => each.id !== chosen.endpoint.id)} />
    </div>
  );
}

function Choice({ inboxes, chosen }: { inboxes: readonly InboxEndpoint[]; chosen: InboxEndpoint }) {
  const { to } = useSpace();
  return (
    <nav aria-label="Test inboxes" className="flex flex-wrap gap-1.5">
      {inboxes.map(({ endpoint, token }) => (
        <Link
          key={endpoint.id}
          href={to(`/inbox/${endpoint.id}`)}
          aria-current={endpoint.id === chosen.endpoint.id ? "page" : undefined}
          className={`max-w-64 truncate rounded-md border px-2.5 py-1 text-sm ${
            endpoint.id === chosen.endpoint.id
              ? "border-accent bg-accent-soft text-accent"
              : "border-line hover:bg-hover"
          }`}
        >
          <bdi>{endpoint.description || `…${token.slice(-6)}`}</bdi>
        </Link>
      ))}
    </nav>
  );
}

function NoInbox() {
  const { client, isReadOnly } = useSignedIn();
  const { idSpace, to } = useSpace();
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  const create = useMutation({
    mutationFn: async () => {
      const { url } = await client.inbox.create();
      return client.endpoints.create({ id_space: idSpace, url, description: "Test inbox" });
    },
    onSuccess: async ({ id }) => {
      await queries.invalidateQueries({ queryKey: keys.endpoints(idSpace) });
      navigate(to(`/inbox/${id}`));
    },
  });
  const button = (
    <Button kind="primary" icon="inbox" isBusy={create.isPending} onClick={() => create.mutate()}>
      Create a test inbox
    </Button>
  );
  return (
    <Card>
      <State icon="inbox" title="No test inbox yet" actions={isReadOnly ? undefined : button}>
        <p>One click makes an endpoint for all events whose requests end here. What arrives is kept in memory only.</p>
        <div className="mt-3 text-start">
          <Fault error={create.error} />
        </div>
      </State>
    </Card>
  );
}
