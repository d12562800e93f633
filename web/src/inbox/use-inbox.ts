import type { Inbox, InboxMessage, InboxRequest } from "@posthorn/sdk";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useSignedIn } from "../session/use-session.ts";

/** As many as an inbox keeps. */
const REQUESTS_MAX = 200;
/** Where nothing is told live, it is looked at this often. */
const LOOK_MS = 2_000;

export function inboxKey(token: string) {
  return ["inbox", token] as const;
}

/** What is in an inbox and how it answers, as it changes. */
export function useInbox(token: string) {
  const { client, isOver } = useSignedIn();
  const queries = useQueryClient();
  const [isLive, setLive] = useState(false);
  // Whatever came so far: a fetch may have been read before what came while it ran, and gets that again.
  const came = useRef<Change[]>([]);
  useEffect(() => {
    if (isOver) return;
    const end = new AbortController();
    async function follow(): Promise<void> {
      const options = { signal: end.signal, onState: (state: "live" | "lost") => setLive(state === "live") };
      for await (const message of client.live.inbox(token, options)) {
        if (message.kind === "reset") {
          void queries.invalidateQueries({ queryKey: inboxKey(token) });
          continue;
        }
        came.current = [...came.current.slice(-REQUESTS_MAX), message];
        queries.setQueryData<Inbox>(inboxKey(token), (inbox) => inbox && withMessage(inbox, message));
      }
    }
    follow().catch(() => setLive(false));
    return () => end.abort();
  }, [client, token, queries, isOver]);
  return useQuery({
    queryKey: inboxKey(token),
    queryFn: async ({ signal }) => {
      const before = new Set(came.current);
      const inbox = await client.inbox.get(token, { signal });
      return came.current.filter((message) => !before.has(message)).reduce(withMessage, inbox);
    },
    refetchInterval: isLive ? false : LOOK_MS,
  });
}

type Change = Exclude<InboxMessage, { kind: "reset" }>;

function withMessage(inbox: Inbox, message: Change): Inbox {
  switch (message.kind) {
    case "request":
      return { ...inbox, data: withRequest(inbox.data, message.request) };
    case "answer":
      return { ...inbox, answer: message.answer };
    case "emptied":
      return { ...inbox, data: [] };
  }
}

function withRequest(requests: InboxRequest[], request: InboxRequest): InboxRequest[] {
  if (requests.some(({ id }) => id === request.id)) return requests;
  return [request, ...requests].slice(0, REQUESTS_MAX);
}
