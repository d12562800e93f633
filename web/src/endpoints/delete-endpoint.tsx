import type { Endpoint } from "@posthorn/sdk";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useLocation } from "wouter";
import { keys } from "../data/keys.ts";
import { useSpace } from "../data/space.ts";
import { useSignedIn } from "../session/use-session.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field, TextInput } from "../ui/field.tsx";
import { Fault } from "../ui/states.tsx";
import { useToast } from "../ui/toast.tsx";

/** A longer URL is tedious to type, and its host says as much. */
const TYPED_LENGTH_MAX = 80;

export function DeleteEndpoint({ endpoint }: { endpoint: Endpoint }) {
  const [isAsking, setAsking] = useState(false);
  return (
    <div className="grid justify-items-start gap-3">
      <p className="text-sm text-ink-muted">
        It gets no more events, and what waits for it is discarded. What was sent stays listed until it is too old.
      </p>
      <Button kind="danger" icon="trash" onClick={() => setAsking(true)}>
        Delete endpoint
      </Button>
      {isAsking && <Ask endpoint={endpoint} onClose={() => setAsking(false)} />}
    </div>
  );
}

function Ask({ endpoint, onClose }: { endpoint: Endpoint; onClose: () => void }) {
  const { client } = useSignedIn();
  const { idSpace, to } = useSpace();
  const queries = useQueryClient();
  const toast = useToast();
  const [, navigate] = useLocation();
  const [typed, setTyped] = useState("");
  const wanted = endpoint.url.length <= TYPED_LENGTH_MAX ? endpoint.url : new URL(endpoint.url).host;
  const isSure = typed.trim() === wanted;
  const remove = useMutation({
    mutationFn: () => client.endpoints.delete(endpoint),
    onSuccess: () => {
      toast("The endpoint is deleted.");
      navigate(to("/endpoints"));
      queries.removeQueries({ queryKey: keys.endpoint(idSpace, endpoint.id) });
      void queries.invalidateQueries({ queryKey: keys.endpoints(idSpace) });
    },
  });

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (isSure) remove.mutate();
  }

  return (
    <Dialog
      title="Delete this endpoint?"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button
            kind="danger"
            icon="trash"
            form="delete-endpoint"
            type="submit"
            disabled={!isSure}
            isBusy={remove.isPending}
          >
            Delete
          </Button>
        </>
      }
    >
      <form id="delete-endpoint" onSubmit={submit} className="grid gap-4">
        <p className="text-sm text-ink-muted">
          This cannot be undone. To be sure, type <code className="font-mono text-xs break-all text-ink">{wanted}</code>
        </p>
        <Field label={endpoint.url === wanted ? "URL" : "Host"}>
          <TextInput
            isMono
            autoComplete="off"
            spellCheck={false}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </Field>
        <Fault error={remove.error} />
      </form>
    </Dialog>
  );
}
