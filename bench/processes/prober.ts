import { Pool, request } from "undici";
import { now } from "../measure.ts";
import { answerCalls } from "./calls.ts";

/** Reads the API at a constant rate while something else is measured, and times each answer from when it was due. */

interface Probe {
  origin: string;
  key: string;
  /** Asked for in turn. Where an answer is a page with more behind it, its path is walked on to the next page. */
  paths: readonly string[];
  perSecond: number;
  /** From which on pages begin anew at the first. */
  pagesMax: number;
}

export interface Probed {
  /** Milliseconds from due to the answer's end, in the order in which they ended. */
  latencies: Float64Array;
  /** Answers other than 200, the first few. */
  faults: string[];
}

let stop: (() => void) | null = null;
let running: Promise<Probed> = Promise.resolve({ latencies: new Float64Array(0), faults: [] });

const calls = {
  start(probe: Probe): void {
    running = run(probe);
  },
  async finish(): Promise<Probed> {
    stop?.();
    return running;
  },
};

export type ProberCalls = typeof calls;

async function run({ origin, key, paths, perSecond, pagesMax }: Probe): Promise<Probed> {
  const pool = new Pool(origin, { connections: 16, allowH2: false });
  const headers = { authorization: `Bearer ${key}` };
  const cursors = paths.map(() => ({ cursor: "", page: 0 }));
  const latencies: number[] = [];
  const faults: string[] = [];
  const answers: Promise<void>[] = [];
  let isOver = false;
  stop = () => {
    isOver = true;
  };

  async function ask(index: number, dueAt: number): Promise<void> {
    const at = cursors[index];
    const path = paths[index];
    if (at === undefined || path === undefined) throw new Error("each path has a place");
    const url = new URL(path, origin);
    if (at.cursor !== "") url.searchParams.set("cursor", at.cursor);
    const { statusCode, body } = await request(url, { headers, dispatcher: pool });
    const text = await body.text();
    latencies.push(now() - dueAt);
    if (statusCode !== 200 && faults.length < 10) faults.push(`${path}: ${statusCode} ${text.slice(0, 200)}`);
    const next = /"next_cursor":"([^"]+)"/.exec(text)?.[1];
    at.page = next === undefined || at.page + 1 >= pagesMax ? 0 : at.page + 1;
    at.cursor = at.page === 0 ? "" : (next ?? "");
  }

  const start = now();
  for (let asked = 0; !isOver; asked++) {
    const dueAt = start + (asked / perSecond) * 1000;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, dueAt - now())));
    answers.push(ask(asked % paths.length, dueAt).catch((error: unknown) => void faults.push(String(error))));
  }
  await Promise.all(answers);
  await pool.close();
  return { latencies: Float64Array.from(latencies), faults };
}

answerCalls(calls);
