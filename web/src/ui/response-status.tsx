import { errorWords } from "./error-words.ts";

/** The status code of an answer, or what came instead of one. */
export function ResponseStatus({ status, code }: { status: number | null; code: string | null }) {
  if (status === null && code === null) return <span className="text-ink-faint">–</span>;
  const isGood = status !== null && status >= 200 && status < 300 && code === null;
  return (
    <span className={`text-xs ${status === null ? "" : "font-mono"} ${isGood ? "text-good" : "text-bad"}`}>
      {status ?? errorWords(code ?? "")}
    </span>
  );
}
