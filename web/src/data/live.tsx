import type { SpaceMessage } from "@posthorn/sdk";
import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { isRefused } from "../session/session.ts";
import { useSessionControl, useSignedIn } from "../session/use-session.ts";
import { applyMessages } from "./apply-messages.ts";
import { createCatchUp } from "./catch-up.ts";
import { keys } from "./keys.ts";
import { useSpace } from "./space.ts";

/** `off`: this node tells nothing live, so the page says what was so when it was loaded. */
export type Liveness = "connecting" | "live" | "lost" | "off";

/** Messages are taken in together this often: a burst of a thousand is drawn once. */
const GATHER_MS = 200;

/** What is counted is counted anew on the server, so it follows a little behind. */
const COUNTS_AGAIN_MS = 5_000;

const LiveContext = createContext<Liveness>("off");

export function useLiveness(): Liveness {
  return useContext(LiveContext);
}

/** Keeps what is fetched of the space on screen as it is on the server, for as long as it is shown. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const { client, isOver } = useSignedIn();
  const session = useSessionControl();
  const { idSpace } = useSpace();
  const queries = useQueryClient();
  const [liveness, setLiveness] = useState<Liveness>("connecting");

  useEffect(() => {
    if (isOver) return;
    const end = new AbortController();
    const catchUp = createCatchUp(queries, idSpace, () => performance.now());
    let gathered: SpaceMessage[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    let countTimer: ReturnType<typeof setTimeout> | undefined;

    function takeCounts(): void {
      countTimer ??= setTimeout(() => {
        countTimer = undefined;
        void queries.invalidateQueries({ queryKey: keys.activities(idSpace) });
        void queries.invalidateQueries({ queryKey: ["space", idSpace, "endpoint"] });
      }, COUNTS_AGAIN_MS);
    }

    function take(message: SpaceMessage): void {
      gathered.push(message);
      catchUp.note(message);
      if (message.kind === "delivery" && message.delivery.status !== "pending") takeCounts();
      timer ??= setTimeout(() => {
        timer = undefined;
        const messages = gathered;
        gathered = [];
        applyMessages(queries, idSpace, messages);
      }, GATHER_MS);
    }

    async function follow(): Promise<void> {
      const options = { signal: end.signal, onState: setLiveness };
      for await (const message of client.live.space(idSpace, options)) take(message);
    }

    follow().catch((error: Error) => {
      setLiveness("off");
      // The next call says so as well; this one comes first.
      if (isRefused(error)) session.noteOver();
    });
    return () => {
      end.abort();
      catchUp.stop();
      clearTimeout(timer);
      clearTimeout(countTimer);
    };
  }, [client, idSpace, queries, isOver, session]);

  return <LiveContext value={liveness}>{children}</LiveContext>;
}
