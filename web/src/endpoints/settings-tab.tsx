import type { Endpoint, EndpointDetail, EndpointPatch } from "@posthorn/sdk";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { keys } from "../data/keys.ts";
import { useSpace } from "../data/space.ts";
import { useSignedIn } from "../session/use-session.ts";
import { Button } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { Card } from "../ui/page-header.tsx";
import { Fault } from "../ui/states.tsx";
import { Time } from "../ui/time.tsx";
import { useToast } from "../ui/toast.tsx";
import { DeleteEndpoint } from "./delete-endpoint.tsx";
import { EndpointForm } from "./endpoint-form.tsx";
import { formOf } from "./form-values.ts";
import { Secrets } from "./secrets.tsx";

/** Everything about an endpoint that its owner decides. */
export default function SettingsTab({ endpoint }: { endpoint: Endpoint }) {
  const { isReadOnly } = useSignedIn();
  return (
    <div className="grid max-w-3xl gap-5">
      {!isReadOnly && (
        <Block title="General">
          <Edit endpoint={endpoint} />
        </Block>
      )}
      {!isReadOnly && (
        <Block title="Secrets">
          <Secrets endpoint={endpoint} />
        </Block>
      )}
      {!isReadOnly && endpoint.status === "active" && (
        <Block title="Pause">
          <Pause endpoint={endpoint} />
        </Block>
      )}
      {!isReadOnly && (
        <Block title="Delete">
          <DeleteEndpoint endpoint={endpoint} />
        </Block>
      )}
      <Block title="About">
        <About endpoint={endpoint} />
      </Block>
    </div>
  );
}

function Block({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <Card className="p-5">
      <h2 className="mb-4 font-semibold">{title}</h2>
      {children}
    </Card>
  );
}

function Edit({ endpoint }: { endpoint: Endpoint }) {
  const { client } = useSignedIn();
  const { idSpace } = useSpace();
  const queries = useQueryClient();
  const toast = useToast();
  const save = useMutation({
    mutationFn: (patch: EndpointPatch) => client.endpoints.update(endpoint, patch),
    onSuccess: (saved) => {
      queries.setQueryData<EndpointDetail>(keys.endpoint(idSpace, saved.id), (old) => old && { ...old, ...saved });
      void queries.invalidateQueries({ queryKey: keys.endpoints(idSpace) });
      toast("Saved. The next request goes out like this.");
    },
  });
  return (
    <EndpointForm
      initial={formOf(endpoint)}
      submitLabel="Save"
      isBusy={save.isPending}
      error={save.error}
      onSubmit={(settings) => save.mutate(settings)}
    />
  );
}

function Pause({ endpoint }: { endpoint: Endpoint }) {
  const { client } = useSignedIn();
  const queries = useQueryClient();
  const pause = useMutation({
    mutationFn: () => client.endpoints.pause(endpoint),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.space(endpoint.id_space) }),
  });
  return (
    <div className="grid justify-items-start gap-3">
      <p className="text-sm text-ink-muted">
        Nothing is sent until you resume. What happens meanwhile is held, and can be sent then.
      </p>
      <Fault error={pause.error} />
      <Button icon="pause" isBusy={pause.isPending} onClick={() => pause.mutate()}>
        Pause
      </Button>
    </div>
  );
}

function About({ endpoint }: { endpoint: Endpoint }) {
  const { isReadOnly } = useSignedIn();
  return (
    <dl className="grid grid-cols-[max-content_minmax(0,1fr)] items-center gap-x-6 gap-y-1 text-sm">
      <dt className="text-ink-muted">Id</dt>
      <dd className="flex min-w-0 items-center gap-1">
        <span className="font-mono text-xs break-all">{endpoint.id}</span>
        <CopyButton text={endpoint.id} label="Copy the id" />
      </dd>
      {isReadOnly && (
        <>
          <dt className="text-ink-muted">Pauses after</dt>
          <dd>{endpoint.pause_after === 1 ? "1 failure" : `${endpoint.pause_after} failures in a row`}</dd>
          <dt className="text-ink-muted">Secret in the body</dt>
          <dd>{endpoint.is_secret_in_body ? "Yes" : "No"}</dd>
          <dt className="text-ink-muted">Envelope</dt>
          <dd>{endpoint.envelope === "extended" ? "Extended" : "Standard"}</dd>
        </>
      )}
      <dt className="text-ink-muted">Added</dt>
      <dd>
        <Time at={endpoint.created_at} style="full" />
      </dd>
      <dt className="text-ink-muted">Changed</dt>
      <dd>
        <Time at={endpoint.updated_at} style="full" />
      </dd>
    </dl>
  );
}
