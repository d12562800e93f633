import type { CreatedEndpoint, EndpointSettings } from "@posthorn/sdk";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useSearchParams } from "wouter";
import { keys } from "../data/keys.ts";
import { useSpace } from "../data/space.ts";
import { useSignedIn } from "../session/use-session.ts";
import { ButtonLink } from "../ui/button.tsx";
import { Card, PageHeader } from "../ui/page-header.tsx";
import { State } from "../ui/states.tsx";
import { CreatedView } from "./created-view.tsx";
import { EndpointForm } from "./endpoint-form.tsx";
import { emptyForm } from "./form-values.ts";
import { RequestPreview } from "./request-preview.tsx";

/** Adds an endpoint, and then says what its receiver needs. */
export default function NewEndpointScreen() {
  const { client, me, isReadOnly } = useSignedIn();
  const { idSpace, to } = useSpace();
  const queries = useQueryClient();
  const [params] = useSearchParams();
  const [created, setCreated] = useState<CreatedEndpoint | null>(null);
  const [initial] = useState(() => emptyForm(me.node.pause_after, params.get("url") ?? ""));
  const [typed, setTyped] = useState(initial);
  const create = useMutation({
    mutationFn: (settings: EndpointSettings) => client.endpoints.create({ ...settings, id_space: idSpace }),
    onSuccess: (endpoint) => {
      setCreated(endpoint);
      void queries.invalidateQueries({ queryKey: keys.endpoints(idSpace) });
      scrollTo(0, 0);
    },
  });
  const back = { to: to("/endpoints"), label: "Endpoints" };
  if (created !== null) return <CreatedView endpoint={created} />;
  if (isReadOnly) {
    return (
      <Card>
        <State
          isScreen
          icon="eye"
          title="You may look, not change"
          actions={<ButtonLink to={back.to}>To the endpoints</ButtonLink>}
        >
          Whoever gave you the link to this page has let you look only.
        </State>
      </Card>
    );
  }
  return (
    <>
      <PageHeader title="Add endpoint" back={back} />
      <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,36rem)_minmax(0,1fr)]">
        <Card className="p-5">
          <EndpointForm
            initial={initial}
            submitLabel="Add endpoint"
            isBusy={create.isPending}
            error={create.error}
            onSubmit={(settings) => create.mutate(settings)}
            onType={setTyped}
          >
            <ButtonLink to={back.to} kind="quiet">
              Cancel
            </ButtonLink>
          </EndpointForm>
        </Card>
        <Card className="sticky top-4 hidden p-5 xl:block">
          <RequestPreview form={typed} />
        </Card>
      </div>
    </>
  );
}
