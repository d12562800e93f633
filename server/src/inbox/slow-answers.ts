import type { ServerResponse } from "node:http";
import type { Clock } from "../core/clock.ts";

/** Answers that take their time, as bad receivers do, so that one can see what Posthorn makes of them. */
export interface SlowAnswers {
  /** Begins to answer. False: too many are under way. */
  begin(kind: "slow" | "drip", response: ServerResponse): boolean;
  /** Cuts all that are under way, and those to come. */
  stop(): void;
}

/** Longer than a person waits gladly, shorter than the default timeout. */
const SLOW_ANSWER_MS = 10_000;
/** One byte a second, for twice the default timeout: a receiver that drips looks alive and never ends. */
const DRIP_EVERY_MS = 1000;
const DRIP_BYTES = 30;
/** Each holds a socket open. Enough for some endpoints with a full window of requests each. */
const UNDER_WAY_MAX = 256;

export function createSlowAnswers(clock: Clock): SlowAnswers {
  const underWay = new Set<ServerResponse>();
  let isStopped = false;

  function drip(response: ServerResponse, bytesLeft: number): () => void {
    let cancel = clock.after(DRIP_EVERY_MS, () => {
      response.write(".");
      if (bytesLeft > 1) cancel = drip(response, bytesLeft - 1);
      else response.end();
    });
    return () => cancel();
  }

  return {
    begin(kind, response) {
      if (isStopped || underWay.size >= UNDER_WAY_MAX) return false;
      underWay.add(response);
      response.statusCode = 200;
      // The head of a drip leaves at once, as from a receiver that is merely slow to finish.
      if (kind === "drip") response.flushHeaders();
      const cancel = kind === "drip" ? drip(response, DRIP_BYTES) : clock.after(SLOW_ANSWER_MS, () => response.end());
      response.on("close", () => {
        cancel();
        underWay.delete(response);
      });
      return true;
    },
    stop() {
      isStopped = true;
      for (const response of underWay) response.destroy();
    },
  };
}
