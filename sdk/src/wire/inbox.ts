import type { Body } from "./attempt.ts";

/** How a test inbox answers. `slow`: 200 after 10 s. `drip`: 200, its body a byte a second for 30 s. */
export type InboxAnswer = "200" | "500" | "410" | "slow" | "drip";

/** A test inbox just made: a receiver inside Posthorn, in memory. Whoever has its token may use it. */
export interface NewInbox {
  token: string;
  /** What an endpoint takes as its URL. */
  url: string;
}

export interface Inbox {
  /** How it answers now. */
  answer: InboxAnswer;
  /** The latest 200 at most, newest first. */
  data: InboxRequest[];
}

/** A request as it came in. */
export interface InboxRequest extends Body {
  id: string;
  received_at: string;
  method: string;
  headers: { [name: string]: string };
  /** How it was answered. */
  answer: InboxAnswer;
}
