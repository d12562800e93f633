import type { Endpoint, Inbox, InboxAnswer } from "@posthorn/sdk";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useSpace } from "../data/space.ts";
import { useSignedIn } from "../session/use-session.ts";
import { Button, ButtonLink } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { FailureMeter } from "../ui/failure-meter.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { Card } from "../ui/page-header.tsx";
import { faultWords } from "../ui/states.tsx";
import { EndpointBadge } from "../ui/status.tsx";
import { useToast } from "../ui/toast.tsx";
import { UrlText } from "../ui/url-text.tsx";
import { InboxRequests } from "./inbox-requests.tsx";
import { SendHere } from "./send-here.tsx";
import { inboxKey, useInbox } from "./use-inbox.ts";

interface InboxViewProps {
  endpoint: Endpoint;
  token: string;
  /** The space's other endpoints, which a real event may go to as well. */
  others: readonly Endpoint[];
}

/** One inbox: its endpoint and how that is, how it answers, and what has arrived. */
export function InboxView({ endpoint, token, others }: InboxViewProps) {
  const inbox = useInbox(token);
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[20rem_minmax(0,1fr)]">
      <div className="grid gap-4">
        <EndpointCard endpoint={endpoint} />
        {inbox.data && <Answers token={token} answer={inbox.data.answer} />}
        <SendHere endpoint={endpoint} others={others} />
      </div>
      <Loaded query={inbox} inCard>
        {(data) => <InboxRequests token={token} inbox={data} />}
      </Loaded>
    </div>
  );
}

function EndpointCard({ endpoint }: { endpoint: Endpoint }) {
  const { to } = useSpace();
  const { isReadOnly } = useSignedIn();
  const { status, consecutive_failures, pause_after } = endpoint;
  const here = to(`/endpoints/${endpoint.id}`);
  return (
    <Card className="grid gap-3 p-4">
      <div className="flex items-center justify-between gap-2">
        <h2 className="text-sm font-semibold">Its endpoint</h2>
        <EndpointBadge endpoint={endpoint} />
      </div>
      <div className="flex min-w-0 items-center gap-1">
        <UrlText url={endpoint.url} />
        <CopyButton text={endpoint.url} label="Copy the URL" />
      </div>
      <FailureMeter failures={Math.min(consecutive_failures, pause_after)} pauseAfter={pause_after} isSpelt />
      {status === "paused" && (
        <p className="text-sm text-ink-muted">Paused: nothing arrives until it resumes, and what happens is held.</p>
      )}
      <div className="flex flex-wrap gap-2">
        {status === "paused" && !isReadOnly && <Resume endpoint={endpoint} />}
        <ButtonLink isSmall to={here}>
          Deliveries
        </ButtonLink>
      </div>
    </Card>
  );
}

function Resume({ endpoint }: { endpoint: Endpoint }) {
  const { client } = useSignedIn();
  const queries = useQueryClient();
  const toast = useToast();
  const resume = useMutation({
    mutationFn: () => client.endpoints.resume(endpoint),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["space", endpoint.id_space] }),
    onError: (error) => toast(faultWords(error), "bad"),
  });
  return (
    <Button isSmall kind="primary" icon="play" isBusy={resume.isPending} onClick={() => resume.mutate()}>
      Resume
    </Button>
  );
}

const ANSWERS: readonly { answer: InboxAnswer; label: string; hint: string }[] = [
  { answer: "200", label: "200 OK", hint: "Delivered" },
  { answer: "500", label: "500 Error", hint: "Fails: ten in a row pause it" },
  { answer: "410", label: "410 Gone", hint: "Pauses it at once" },
  { answer: "slow", label: "Slow", hint: "200, after ten seconds" },
  { answer: "drip", label: "Very slow", hint: "200, a byte a second" },
];

function Answers({ token, answer }: { token: string; answer: InboxAnswer }) {
  const { client } = useSignedIn();
  const queries = useQueryClient();
  const toast = useToast();
  const set = useMutation({
    mutationFn: (next: InboxAnswer) => client.inbox.setAnswer(token, next),
    onError: (error) => toast(faultWords(error), "bad"),
    onSettled: () => queries.invalidateQueries({ queryKey: inboxKey(token) }),
  });
  // At once, so that the choice does not jump back for a moment; nor by an answer to what was asked before.
  async function choose(next: InboxAnswer): Promise<void> {
    await queries.cancelQueries({ queryKey: inboxKey(token) });
    queries.setQueryData<Inbox>(inboxKey(token), (inbox) => inbox && { ...inbox, answer: next });
    set.mutate(next);
  }

  return (
    <Card className="p-4">
      <fieldset>
        <legend className="mb-2 text-sm font-semibold">How it answers</legend>
        <div className="grid gap-0.5">
          {ANSWERS.map((each) => (
            <label
              key={each.answer}
              className={`grid grid-cols-[auto_4.75rem_minmax(0,1fr)] items-center gap-2.5 rounded-md px-2 py-1.5 has-focus-visible:outline-2 has-focus-visible:outline-accent ${
                each.answer === answer ? "bg-accent-soft" : "hover:bg-hover"
              }`}
            >
              <input
                type="radio"
                name="answer"
                checked={each.answer === answer}
                onChange={() => choose(each.answer)}
                className="size-3.5 accent-accent outline-none"
              />
              <span className="text-sm font-medium whitespace-nowrap">{each.label}</span>
              <span className="min-w-0 text-xs text-ink-muted">{each.hint}</span>
            </label>
          ))}
        </div>
      </fieldset>
    </Card>
  );
}
