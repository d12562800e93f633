import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { isRefused } from "../session/session.ts";
import { useSessionControl, useSignedIn } from "../session/use-session.ts";
import { followSpace } from "./follow-space.ts";
import { useSpace } from "./space.ts";

/** `off`: this node tells nothing live, so the page says what was so when it was loaded. */
export type Liveness = "connecting" | "live" | "lost" | "off";

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
    const { signal } = end;
    followSpace({ client, idSpace, queries, signal, onState: setLiveness }).catch((error: Error) => {
      if (signal.aborted) return;
      setLiveness("off");
      // The next call says so as well; this one comes first.
      if (isRefused(error)) session.noteOver();
    });
    return () => end.abort();
  }, [client, idSpace, queries, isOver, session]);

  return <LiveContext value={liveness}>{children}</LiveContext>;
}
