/** How an inbox can be told to answer. `slow`: 200 after a while. `drip`: 200, its body a byte at a time. */
export const INBOX_ANSWERS = ["200", "500", "410", "slow", "drip"] as const;
export type InboxAnswer = (typeof INBOX_ANSWERS)[number];

/** A request as it came in. */
export interface InboxRequest {
  id: string;
  /** Milliseconds since 1970. */
  receivedAt: number;
  method: string;
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
  /** How it was answered. */
  answer: InboxAnswer;
}

/** What the inboxes hold, by token. Full, it forgets first what has gone unused the longest. */
export interface InboxMemory {
  /** How an inbox answers: `200` until it is told otherwise. */
  answerOf(token: string): InboxAnswer;
  setAnswer(token: string, answer: InboxAnswer): void;
  keep(token: string, request: Omit<InboxRequest, "id">): void;
  /** Newest first. */
  list(token: string): InboxRequest[];
  /** Forgets the requests; the inbox goes on answering as it was told. */
  empty(token: string): void;
  /** Tells of everything that happens to an inbox from now on. Returns the way to stop it. */
  watch(token: string, listener: (happening: InboxHappening) => void): () => void;
}

export type InboxHappening =
  | { kind: "request"; request: InboxRequest }
  | { kind: "answer"; answer: InboxAnswer }
  | { kind: "emptied" };

/** More than a person reads; a load test must not push everybody else's inbox out. */
const REQUESTS_PER_INBOX_MAX = 200;
/** Each is a developer trying something; tokens are free to make up, so there must be an end to them. */
const INBOXES_MAX = 1000;
/** What a request takes beside its body and headers, roughly: objects, an array's slot. */
const REQUEST_OVERHEAD_BYTES = 500;

interface Box {
  answer: InboxAnswer;
  /** Oldest first. */
  requests: InboxRequest[];
}

/** `bytesMax` bounds all inboxes together. */
export function createInboxMemory(bytesMax: number): InboxMemory {
  // In the order of their last use, the longest unused first.
  const boxes = new Map<string, Box>();
  const watchers = new Map<string, Set<(happening: InboxHappening) => void>>();
  let bytes = 0;
  let requestCount = 0;

  function tell(token: string, happening: InboxHappening): void {
    for (const listener of watchers.get(token) ?? []) listener(happening);
  }

  function use(token: string): Box | undefined {
    const box = boxes.get(token);
    if (box === undefined) return undefined;
    boxes.delete(token);
    boxes.set(token, box);
    return box;
  }

  function useOrMake(token: string): Box {
    const box = use(token) ?? { answer: "200", requests: [] };
    boxes.set(token, box);
    for (const [unused, { requests }] of boxes) {
      if (boxes.size <= INBOXES_MAX) break;
      for (const request of requests) bytes -= sizeOf(request);
      boxes.delete(unused);
    }
    return box;
  }

  function forgetOldest({ requests }: Box): void {
    const oldest = requests.shift();
    if (oldest !== undefined) bytes -= sizeOf(oldest);
  }

  return {
    answerOf: (token) => use(token)?.answer ?? "200",
    setAnswer(token, answer) {
      useOrMake(token).answer = answer;
      tell(token, { kind: "answer", answer });
    },
    keep(token, came) {
      const box = useOrMake(token);
      const request = { id: `request_${++requestCount}`, ...came };
      box.requests.push(request);
      bytes += sizeOf(request);
      if (box.requests.length > REQUESTS_PER_INBOX_MAX) forgetOldest(box);
      for (const unused of boxes.values()) {
        while (bytes > bytesMax && unused.requests.length > 0) forgetOldest(unused);
        if (bytes <= bytesMax) break;
      }
      tell(token, { kind: "request", request });
    },
    list: (token) => use(token)?.requests.toReversed() ?? [],
    empty(token) {
      const box = use(token);
      while (box !== undefined && box.requests.length > 0) forgetOldest(box);
      tell(token, { kind: "emptied" });
    },
    watch(token, listener) {
      const listeners = watchers.get(token) ?? new Set();
      listeners.add(listener);
      watchers.set(token, listeners);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) watchers.delete(token);
      };
    },
  };
}

function sizeOf({ headers, body }: InboxRequest): number {
  let bytes = REQUEST_OVERHEAD_BYTES + body.byteLength;
  for (const [name, value] of Object.entries(headers)) bytes += name.length + value.length;
  return bytes;
}
