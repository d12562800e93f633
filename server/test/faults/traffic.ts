import { setTimeout } from "node:timers/promises";
import { Agent, request } from "undici";
import { OPERATOR_KEY } from "../node-process.ts";

/** What an app does that wants its events kept: it posts each until some node says that it has been accepted. */
export interface Traffic {
  /** Ids of events that were answered 202, or 200 as a repeat of one whose answer was lost. */
  accepted: Set<string>;
  /** How often an event was answered 503, and how often no answer came. */
  refused(): number;
  unanswered(): number;
  /** Answers that there should not be. */
  wrong: string[];
  /** Posts nothing new, and goes on with what has no answer until it has one: then it is over. */
  finish(): void;
  isOver(): boolean;
  /** Ends at once, whatever has no answer. */
  abandon(): Promise<void>;
}

export interface TrafficOptions {
  idSpace: string;
  /** Where the nodes are at the moment. */
  urls(): readonly string[];
  connections: number;
  /** What each connection waits between two events. */
  pauseMs: number;
}

/** One event in so many goes to the receiver that fails as well, and no more than its endpoint bears without a pause. */
const FAILING_EVERY = 20;
const FAILING_MAX = 500;
/** An answer that takes longer is given up, as an app would, and the event posted elsewhere. */
const ANSWER_TIMEOUT_MS = 30_000;

export function startTraffic({ idSpace, urls, connections, pauseMs }: TrafficOptions): Traffic {
  const agent = new Agent({ headersTimeout: ANSWER_TIMEOUT_MS });
  const accepted = new Set<string>();
  const wrong: string[] = [];
  let [refused, unanswered, next, turn] = [0, 0, 0, 0];
  let [isFinishing, isAbandoned, isOver] = [false, false, false];

  async function post(id: string, event: string): Promise<boolean> {
    const all = urls();
    const url = all[turn++ % all.length];
    try {
      const answer = await request(`${url}/v1/events`, {
        method: "POST",
        headers: { authorization: `Bearer ${OPERATOR_KEY}`, "content-type": "application/json" },
        body: JSON.stringify({ id_space: idSpace, event, payload: { text: "x".repeat(200) }, id }),
        dispatcher: agent,
      });
      const text = await answer.body.text();
      if (answer.statusCode === 503) {
        refused += 1;
        if (!(Number(answer.headers["retry-after"]) > 0)) wrong.push(`503 without retry-after: ${text}`);
        return false;
      }
      const isRepeat = answer.statusCode === 200 && JSON.parse(text).is_duplicate === true;
      if (answer.statusCode !== 202 && !isRepeat) wrong.push(`${answer.statusCode}: ${text}`);
      accepted.add(id);
    } catch {
      // The node has died, or is not there yet. Whether it has kept the event only a repeat can tell.
      unanswered += 1;
      return false;
    }
    return true;
  }

  async function postMany(): Promise<void> {
    while (!isFinishing && !isAbandoned) {
      const n = next++;
      const isFailing = n % FAILING_EVERY === 0 && n / FAILING_EVERY < FAILING_MAX;
      const event = isFailing ? "tag.create" : "lead.create";
      while (!isAbandoned && !(await post(`${idSpace}-${n}`, event))) await setTimeout(pauseMs);
      await setTimeout(pauseMs);
    }
  }

  const posting = Promise.all(Array.from({ length: connections }, postMany)).then(() => {
    isOver = true;
    return isAbandoned ? undefined : agent.close();
  });
  return {
    accepted,
    refused: () => refused,
    unanswered: () => unanswered,
    wrong,
    finish() {
      isFinishing = true;
    },
    isOver: () => isOver,
    async abandon() {
      isAbandoned = true;
      await agent.destroy();
      await posting;
    },
  };
}
