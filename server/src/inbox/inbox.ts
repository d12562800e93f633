import type { FastifyInstance } from "fastify";
import type { Clock } from "../core/clock.ts";
import { createInboxMemory } from "./inbox-memory.ts";
import { type OpenStream, registerInboxRoutes } from "./inbox-routes.ts";
import { createSlowAnswers } from "./slow-answers.ts";

/**
 * A receiver inside Posthorn, to see what arrives before there is one outside: `/inbox/{token}` keeps the last requests
 * in memory and answers as it was told. Whoever knows the token may read, set and empty that inbox.
 */
export interface Inbox {
  register(app: FastifyInstance): void;
}

export interface InboxOptions {
  clock: Clock;
  /** What all inboxes together may keep. At least 1 MiB, which one request of the largest kind fits into. */
  bytesMax: number;
  openStream: OpenStream;
}

export function createInbox({ clock, bytesMax, openStream }: InboxOptions): Inbox {
  const memory = createInboxMemory(bytesMax);
  const slowAnswers = createSlowAnswers(clock);
  return {
    register(app) {
      app.addHook("preClose", async () => slowAnswers.stop());
      app.register(async (scope) => registerInboxRoutes(scope, { clock, memory, slowAnswers, openStream }));
    },
  };
}
