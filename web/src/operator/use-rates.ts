import type { Rates } from "@posthorn/sdk";
import { useEffect, useState } from "react";
import { isRefused } from "../session/session.ts";
import { useSessionControl, useSignedIn } from "../session/use-session.ts";

/** Two minutes, at one a second. */
const KEPT_MAX = 120;

/** What the node does, second by second, from when the screen was opened. Newest last. */
export function useRates(): readonly Rates[] {
  const { client, isOver } = useSignedIn();
  const session = useSessionControl();
  const [rates, setRates] = useState<readonly Rates[]>([]);
  useEffect(() => {
    if (isOver) return;
    const end = new AbortController();
    async function follow(): Promise<void> {
      for await (const message of client.live.node({ signal: end.signal })) {
        if (message.kind === "rates") setRates((before) => [...before.slice(1 - KEPT_MAX), message.rates]);
      }
    }
    // What was fetched stays on the screen.
    follow().catch((error: Error) => {
      if (isRefused(error)) session.noteOver();
    });
    return () => end.abort();
  }, [client, isOver, session]);
  return rates;
}
