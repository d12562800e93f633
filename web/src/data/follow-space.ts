import type { Posthorn, SpaceMessage } from "@posthorn/sdk";
import type { QueryClient } from "@tanstack/react-query";
import { applyMessages } from "./apply-messages.ts";
import { createCatchUp } from "./catch-up.ts";
import { keys } from "./keys.ts";

/** Messages are taken in together this often: a burst of a thousand is drawn once. */
const GATHER_MS = 200;

/** What is counted is counted anew on the server, so it follows a little behind. */
const COUNTS_AGAIN_MS = 5_000;

interface FollowOptions {
  client: Posthorn;
  idSpace: string;
  queries: QueryClient;
  signal: AbortSignal;
  onState(state: "live" | "lost"): void;
}

/** Keeps what is in the cache of a space as it is on the server, until it is aborted. Rejects where that ends. */
export async function followSpace({ client, idSpace, queries, signal, onState }: FollowOptions): Promise<void> {
  const catchUp = createCatchUp(queries, idSpace, () => performance.now());
  let gathered: SpaceMessage[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let countTimer: ReturnType<typeof setTimeout> | undefined;
  let haveFailuresMoved = false;

  function takeCounts(): void {
    countTimer ??= setTimeout(() => {
      countTimer = undefined;
      void queries.invalidateQueries({ queryKey: keys.activities(idSpace) });
      void queries.invalidateQueries({ queryKey: ["space", idSpace, "endpoint"] });
      if (haveFailuresMoved) void queries.invalidateQueries({ queryKey: ["space", idSpace, "events"] });
      haveFailuresMoved = false;
    }, COUNTS_AGAIN_MS);
  }

  function take(message: SpaceMessage): void {
    gathered.push(message);
    catchUp.note(message);
    if (message.kind === "delivery" && message.delivery.status !== "pending") {
      // A replay that succeeds takes a failure away.
      haveFailuresMoved ||= message.delivery.status === "failed" || message.delivery.attempt_count > 1;
      takeCounts();
    }
    timer ??= setTimeout(() => {
      timer = undefined;
      const messages = gathered;
      gathered = [];
      applyMessages(queries, idSpace, messages);
    }, GATHER_MS);
  }

  try {
    for await (const message of client.live.space(idSpace, { signal, onState })) take(message);
  } finally {
    catchUp.stop();
    clearTimeout(timer);
    clearTimeout(countTimer);
  }
}
