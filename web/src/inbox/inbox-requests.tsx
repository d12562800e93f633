import type { Inbox, InboxRequest } from "@posthorn/sdk";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type KeyboardEvent, useRef, useState } from "react";
import { useSignedIn } from "../session/use-session.ts";
import { Button } from "../ui/button.tsx";
import { HeaderList } from "../ui/header-list.tsx";
import { JsonView } from "../ui/json-view.tsx";
import { Card } from "../ui/page-header.tsx";
import { SidePanel } from "../ui/side-panel.tsx";
import { faultWords, State } from "../ui/states.tsx";
import { Badge } from "../ui/status.tsx";
import { Time } from "../ui/time.tsx";
import { useToast } from "../ui/toast.tsx";
import { inboxKey } from "./use-inbox.ts";
import { withoutSecret } from "./without-secret.ts";

/** What has arrived in an inbox, newest first, with the chosen request beside the list. */
export function InboxRequests({ token, inbox }: { token: string; inbox: Inbox }) {
  const [id, setId] = useState<string | null>(null);
  const opened = useRef(new Date().toISOString());
  const chosen = inbox.data.find((request) => request.id === id);

  function walk(event: KeyboardEvent<HTMLUListElement>): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") setId(null);
    if (step === undefined) return;
    event.preventDefault();
    const buttons = [...event.currentTarget.querySelectorAll("button")];
    const next = buttons.findIndex((button) => button.matches(":focus")) + step;
    buttons[next]?.focus();
    if (chosen !== undefined) setId(inbox.data[next]?.id ?? id);
  }

  return (
    <div
      className={
        chosen ? "min-w-0 xl:grid xl:grid-cols-[minmax(0,5fr)_minmax(0,6fr)] xl:items-start xl:gap-4" : "min-w-0"
      }
    >
      <Card>
        <div className="flex items-center justify-between gap-2 border-b border-line bg-sunken py-2 ps-4 pe-2">
          <h2 className="text-sm font-semibold">Arrived</h2>
          {inbox.data.length > 0 && <Empty token={token} />}
        </div>
        {inbox.data.length === 0 ? (
          <State icon="inbox" title="Nothing has arrived yet">
            Requests show up here the moment they come. Send a test to see one.
          </State>
        ) : (
          <ul aria-label="Requests" onKeyDown={walk}>
            {inbox.data.map((request) => (
              <RequestRow
                key={request.id}
                request={request}
                isChosen={request.id === id}
                isNew={request.received_at > opened.current}
                onChoose={() => setId(request.id === id ? null : request.id)}
              />
            ))}
          </ul>
        )}
      </Card>
      {chosen && (
        <SidePanel title="Request" onClose={() => setId(null)}>
          <div className="grid gap-4 p-4">
            <p className="text-sm text-ink-muted">
              Arrived <Time at={chosen.received_at} style="full" />
            </p>
            <HeaderList headers={chosen.headers} isOpen />
            {chosen.encoding === "base64" && <p className="text-xs text-ink-muted">Not UTF-8 text: shown in base64.</p>}
            <JsonView text={withoutSecret(chosen.body)} label="body" />
            <p className="text-xs text-ink-muted">The secret in the body is hidden. The endpoint's settings have it.</p>
          </div>
        </SidePanel>
      )}
    </div>
  );
}

interface RowProps {
  request: InboxRequest;
  isChosen: boolean;
  isNew: boolean;
  onChoose: () => void;
}

function RequestRow({ request, isChosen, isNew, onChoose }: RowProps) {
  const { answer, headers, received_at } = request;
  const isGood = answer !== "500" && answer !== "410";
  return (
    <li className="border-b border-line last:border-0">
      <button
        type="button"
        aria-pressed={isChosen}
        onClick={onChoose}
        className={`flex w-full items-center gap-3 px-4 py-2 text-start text-sm focus-visible:outline-offset-[-2px] ${
          isChosen ? "bg-accent-soft" : "hover:bg-hover"
        } ${isNew ? "arriving" : ""}`}
      >
        <span className="min-w-0 grow truncate font-mono text-xs">{headers["posthorn-event"] ?? request.method}</span>
        {headers["posthorn-trigger"] !== "event" && (
          <span className="text-xs text-ink-muted capitalize">{headers["posthorn-trigger"]}</span>
        )}
        <Badge tone={isGood ? "good" : "bad"} icon={isGood ? "check" : "cross"}>
          {answer}
        </Badge>
        <span className="text-xs text-ink-muted">
          <Time at={received_at} style="local" />
        </span>
      </button>
    </li>
  );
}

function Empty({ token }: { token: string }) {
  const { client } = useSignedIn();
  const queries = useQueryClient();
  const toast = useToast();
  const empty = useMutation({
    mutationFn: () => client.inbox.empty(token),
    onSuccess: () => queries.invalidateQueries({ queryKey: inboxKey(token) }),
    onError: (error) => toast(faultWords(error), "bad"),
  });
  return (
    <Button isSmall kind="quiet" icon="trash" isBusy={empty.isPending} onClick={() => empty.mutate()}>
      Empty
    </Button>
  );
}
