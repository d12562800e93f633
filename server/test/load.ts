import { Agent, request } from "undici";
import { OPERATOR_KEY } from "./node-process.ts";

/** What became of events posted by `startLoad`. */
export interface Load {
  /** Ids of events that were answered 202. */
  accepted: Set<string>;
  /** Resolves once so many have been answered 202. */
  untilAccepted(count: number): Promise<void>;
  /** Posts nothing more and waits for the last answers. */
  stop(): Promise<void>;
}

/** Posts events one by one over `connections` at once, each with an id of its own, until it is stopped or refused. */
export function startLoad(url: string, idSpace: string, prefix: string, connections = 32): Load {
  const agent = new Agent({ connections });
  const accepted = new Set<string>();
  const waiting = new Set<() => void>();
  let isStopped = false;
  let next = 0;

  async function postMany(): Promise<void> {
    while (!isStopped) {
      const id = `${prefix}-${next++}`;
      const body = JSON.stringify({
        id_space: idSpace,
        event: "lead.create",
        payload: { id, text: "x".repeat(200) },
        id,
      });
      const headers = { authorization: `Bearer ${OPERATOR_KEY}`, "content-type": "application/json" };
      try {
        const response = await request(`${url}/v1/events`, { method: "POST", headers, body, dispatcher: agent });
        await response.body.dump();
        if (response.statusCode !== 202) return;
        accepted.add(id);
        for (const look of waiting) look();
      } catch {
        // The node was killed: what was not answered was not promised.
        return;
      }
    }
  }

  const posting = Promise.all(Array.from({ length: connections }, postMany));
  return {
    accepted,
    untilAccepted(count) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const look = () => {
        if (accepted.size < count) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
      return promise;
    },
    async stop() {
      isStopped = true;
      await posting;
      await agent.close();
    },
  };
}
