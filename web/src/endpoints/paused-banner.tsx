import type { Endpoint, EndpointDetail } from "@posthorn/sdk";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { keys } from "../data/keys.ts";
import { useSpace } from "../data/space.ts";
import { adviceFor } from "../deliveries/advice.ts";
import { useSignedIn } from "../session/use-session.ts";
import { Button, ButtonLink } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Icon } from "../ui/icon.tsx";
import { sentence } from "../ui/sentence.ts";
import { Fault } from "../ui/states.tsx";
import { Time } from "../ui/time.tsx";
import { useToast } from "../ui/toast.tsx";
import { pausedWords, waitingWords } from "./words.ts";

/** Since when an endpoint is paused, why, what waits, and the ways on. */
export function PausedBanner({ endpoint }: { endpoint: EndpointDetail }) {
  const { isReadOnly } = useSignedIn();
  const { paused_at, last_failure, paused_reason, held_count } = endpoint;
  return (
    <section
      aria-label="Paused"
      className="mb-5 overflow-clip rounded-lg border border-warn-fill bg-surface shadow-raised"
    >
      <div className="flex gap-3.5 bg-warn-soft px-4 py-3.5 sm:px-5">
        <span className="grid size-8 shrink-0 place-items-center rounded-full bg-warn-fill text-[#1c1a12]">
          <Icon name="pause" />
        </span>
        <div className="grid min-w-0 gap-0.5">
          <h2 className="font-semibold">
            {pausedWords(endpoint)}
            {paused_at && (
              <span className="font-normal text-ink-muted">
                {" · "}
                <Time at={paused_at} />
              </span>
            )}
          </h2>
          <p className="text-sm">
            {held_count === 0
              ? "No event waits. What happens from now on is held until it resumes."
              : `${waitingWords(held_count)} ${held_count === 1 ? "waits" : "wait"}: nothing is lost.`}
          </p>
        </div>
      </div>
      <div className="grid gap-4 px-4 py-4 sm:px-5">
        {last_failure && paused_reason !== "manual" && <LastFailure endpoint={endpoint} failure={last_failure} />}
        {!isReadOnly && <Ways endpoint={endpoint} />}
      </div>
    </section>
  );
}

function LastFailure({ endpoint, failure }: { endpoint: Endpoint; failure: NonNullable<Endpoint["last_failure"]> }) {
  const { to } = useSpace();
  const advice = adviceFor(failure.code, null);
  return (
    <div className="grid gap-1 text-sm">
      <p className="wrap-anywhere">
        <span className="text-ink-muted">
          Last failure, <Time at={failure.at} />:
        </span>{" "}
        <span className="font-medium text-bad">{sentence(failure.detail)}</span>
      </p>
      {advice && <p>{advice}</p>}
      <p>
        <Link
          href={`${to(`/endpoints/${endpoint.id}`)}?delivery=${failure.id_delivery}`}
          className="text-accent underline underline-offset-2"
        >
          See the request and the answer
        </Link>
      </p>
    </div>
  );
}

function Ways({ endpoint }: { endpoint: EndpointDetail }) {
  const { client } = useSignedIn();
  const { to } = useSpace();
  const queries = useQueryClient();
  const toast = useToast();
  const [isAsking, setAsking] = useState(false);
  const resume = useMutation({
    mutationFn: (held: "send" | "discard") => client.endpoints.resume(endpoint, { held }),
    onSuccess: ({ discarded }, held) => {
      setAsking(false);
      toast(
        held === "send" ? "Resumed. What was held is sent now." : `Resumed. ${discarded} held deliveries discarded.`,
      );
      void queries.invalidateQueries({ queryKey: keys.space(endpoint.id_space) });
    },
  });
  const hasHeld = endpoint.held_count > 0;
  const what = waitingWords(endpoint.held_count);
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap gap-2">
        <Button kind="primary" icon="play" isBusy={resume.isPending && !isAsking} onClick={() => resume.mutate("send")}>
          {hasHeld ? `Resume and send ${what}` : "Resume"}
        </Button>
        {hasHeld && (
          <Button kind="danger" onClick={() => setAsking(true)}>
            Resume and discard
          </Button>
        )}
        <ButtonLink to={to(`/endpoints/${endpoint.id}/test`)} icon="send">
          Send a test
        </ButtonLink>
      </div>
      {!isAsking && <Fault error={resume.error} />}
      {isAsking && (
        <Dialog
          title={`Discard ${what}?`}
          onClose={() => setAsking(false)}
          actions={
            <>
              <Button onClick={() => setAsking(false)}>Keep them</Button>
              <Button kind="danger" icon="trash" isBusy={resume.isPending} onClick={() => resume.mutate("discard")}>
                Resume and discard
              </Button>
            </>
          }
        >
          <div className="grid gap-3 text-sm text-ink-muted">
            <p>
              The endpoint gets new events again, and what happened during the pause is not sent. It stays listed, and
              can be replayed.
            </p>
            <Fault error={resume.error} />
          </div>
        </Dialog>
      )}
    </div>
  );
}
