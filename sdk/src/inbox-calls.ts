import { type CallOptions, type MakeCall, path } from "./caller.ts";
import type { Inbox, InboxAnswer, NewInbox } from "./wire/inbox.ts";

/** Test inboxes: receivers inside Posthorn, in memory. Whoever has an inbox's token may use it. */
export interface InboxCalls {
  create(options?: CallOptions): Promise<NewInbox>;
  get(token: string, options?: CallOptions): Promise<Inbox>;
  /** How it answers from now on. */
  setAnswer(token: string, answer: InboxAnswer, options?: CallOptions): Promise<{ answer: InboxAnswer }>;
  /** Forgets the requests. It goes on answering as it was told. */
  empty(token: string, options?: CallOptions): Promise<void>;
}

export function createInboxCalls(call: MakeCall): InboxCalls {
  return {
    // It is made by its first use: one that nobody heard of takes no room.
    create: (options) => call({ method: "POST", path: "/v1/inboxes", isRepeatable: true }, options),
    get: (token, options) => call({ method: "GET", path: path`/inbox/${token}`, isRepeatable: true }, options),
    setAnswer: (token, answer, options) =>
      call({ method: "PUT", path: path`/inbox/${token}`, json: { answer }, isRepeatable: true }, options),
    empty: (token, options) => call({ method: "DELETE", path: path`/inbox/${token}`, isRepeatable: true }, options),
  };
}
