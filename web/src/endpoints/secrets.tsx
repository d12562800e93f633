import type { Endpoint, EndpointSecrets } from "@posthorn/sdk";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useSignedIn } from "../session/use-session.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Fault } from "../ui/states.tsx";
import { Time, useNow } from "../ui/time.tsx";
import { SecretText } from "./secret-text.tsx";

type Which = "signing" | "body";

/** An endpoint's secrets. They are fetched when somebody asks for them, and forgotten when the tab of the screen is left. */
export function Secrets({ endpoint }: { endpoint: Endpoint }) {
  const { client } = useSignedIn();
  const [secrets, setSecrets] = useState<EndpointSecrets | null>(null);
  const [asking, setAsking] = useState<Which | null>(null);
  const show = useMutation({ mutationFn: () => client.endpoints.secrets(endpoint), onSuccess: setSecrets, gcTime: 0 });
  const rotate = useMutation({
    mutationFn: (secret: Which) => client.endpoints.rotate(endpoint, { secret }),
    gcTime: 0,
    onSuccess: (rotated) => {
      setSecrets(rotated);
      setAsking(null);
    },
  });
  return (
    <div className="grid gap-4">
      {secrets === null ? (
        <div className="grid justify-items-start gap-3">
          <p className="text-sm text-ink-muted">Your receiver needs the signing secret to verify what arrives.</p>
          <Fault error={show.error} />
          <Button icon="key" isBusy={show.isPending} onClick={() => show.mutate()}>
            Get the secrets
          </Button>
        </div>
      ) : (
        <Known secrets={secrets} isInBody={endpoint.is_secret_in_body} />
      )}
      <div className="flex flex-wrap gap-2">
        <Button icon="refresh" onClick={() => setAsking("signing")}>
          Rotate the signing secret
        </Button>
        <Button kind="quiet" icon="refresh" onClick={() => setAsking("body")}>
          Rotate the body secret
        </Button>
      </div>
      {asking && (
        <AskRotate
          which={asking}
          error={rotate.error}
          isBusy={rotate.isPending}
          onRotate={() => rotate.mutate(asking)}
          onClose={() => setAsking(null)}
        />
      )}
    </div>
  );
}

function Known({ secrets, isInBody }: { secrets: EndpointSecrets; isInBody: boolean }) {
  return (
    <div className="grid gap-4">
      <Labelled label="Signing secret" hint="Signs each request. It never travels.">
        <SecretText secret={secrets.signing_secret} label="signing secret" />
      </Labelled>
      {secrets.previous_signing_secrets.map((previous) => (
        <Labelled
          key={previous.expires_at}
          label="Signing secret before"
          hint={<Overlap until={previous.expires_at} />}
        >
          <SecretText secret={previous.signing_secret} label="signing secret before" />
        </Labelled>
      ))}
      <Labelled
        label="Body secret"
        hint={
          isInBody
            ? "Travels in every body, so it proves little."
            : "Switched off: the body holds an empty text in its place."
        }
      >
        <SecretText secret={secrets.secret} label="body secret" />
      </Labelled>
    </div>
  );
}

function Labelled({ label, hint, children }: { label: string; hint: React.ReactNode; children: React.ReactNode }) {
  return (
    <div className="grid gap-1.5">
      <h3 className="text-sm font-medium">{label}</h3>
      {children}
      <p className="text-xs text-ink-muted">{hint}</p>
    </div>
  );
}

function Overlap({ until }: { until: string }) {
  const now = useNow();
  if (Date.parse(until) <= now) return "It signs no more.";
  return (
    <>
      Still signs beside the new one. It stops <Time at={until} />, at <Time at={until} style="full" />.
    </>
  );
}

interface AskProps {
  which: Which;
  error: Error | null;
  isBusy: boolean;
  onRotate: () => void;
  onClose: () => void;
}

function AskRotate({ which, error, isBusy, onRotate, onClose }: AskProps) {
  const { me } = useSignedIn();
  const hours = Math.round(me.node.rotation_overlap_s / 360) / 10;
  return (
    <Dialog
      title={`Rotate the ${which} secret?`}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button kind="primary" icon="refresh" isBusy={isBusy} onClick={onRotate}>
            Rotate
          </Button>
        </>
      }
    >
      <div className="grid gap-3 text-sm text-ink-muted">
        {which === "signing" ? (
          <p>
            There will be a new secret at once. For {hours} hours each request is also signed with the old one, so that
            you can bring the new one to your receiver meanwhile. Those rotated out before go on until their own time is
            over.
          </p>
        ) : (
          <p>
            The next request has the new secret in its body, since a body holds only one. A receiver that compares it
            refuses what comes until it knows the new one.
          </p>
        )}
        <Fault error={error} />
      </div>
    </Dialog>
  );
}
