import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { toFull, toLocal, toRelative } from "./time-words.ts";

const TICK_MS = 10_000;

const NowContext = createContext<number | null>(null);

/** One clock for all times on the page. */
export function NowProvider({ children }: { children: ReactNode }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return <NowContext value={now}>{children}</NowContext>;
}

/** The time now, to about ten seconds; what uses it is drawn again as it goes on. */
export function useNow(): number {
  return useContext(NowContext) ?? Date.now();
}

type Style = "ago" | "local" | "full";

/** A moment in the viewer's zone. Its tooltip has both zones in full. */
export function Time({ at, style = "ago" }: { at: string; style?: Style }) {
  const from = useNow();
  const ms = Date.parse(at);
  const text = style === "ago" ? toRelative(ms, from) : style === "local" ? toLocal(ms, from) : toFull(ms);
  return (
    <time dateTime={at} title={`${toFull(ms)}\n${at} (UTC)`} className="numeric whitespace-nowrap">
      {text}
    </time>
  );
}
