import { type Liveness, useLiveness } from "../data/live.tsx";

const WORDS: Record<Liveness, { word: string; title: string; dot: string }> = {
  connecting: { word: "Connecting", title: "What happens is about to come in live", dot: "fill-line-strong" },
  live: { word: "Live", title: "What happens comes in at once", dot: "fill-good-fill" },
  lost: {
    word: "Reconnecting",
    title: "The connection is lost; nothing will be missed once it is back",
    dot: "fill-warn-fill",
  },
  off: { word: "Not live", title: "Reload the page to see what has happened since", dot: "fill-line-strong" },
};

/** Whether what is on screen is as it is now. */
export function LiveMark() {
  const { word, title, dot } = WORDS[useLiveness()];
  return (
    <span role="status" title={title} className="flex items-center gap-2 px-2 text-xs text-ink-muted">
      <svg width="8" height="8" aria-hidden="true">
        <circle cx="4" cy="4" r="4" className={dot} />
      </svg>
      {word}
    </span>
  );
}
