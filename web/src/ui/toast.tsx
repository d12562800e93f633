import { createContext, type ReactNode, useCallback, useContext, useState } from "react";
import { IconButton } from "./button.tsx";
import { Icon } from "./icon.tsx";

interface Toast {
  id: number;
  text: string;
  kind: "good" | "bad";
}

/** Long enough to read twice. What went wrong stays until it is closed. */
const SHOWN_MS = 5_000;
const TOASTS_MAX = 3;

type Say = (text: string, kind?: Toast["kind"]) => void;

const ToastContext = createContext<Say>(() => {});

/** Gives the way to say what has happened, in the corner of the screen. */
export function useToast(): Say {
  return useContext(ToastContext);
}

export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const drop = useCallback((id: number) => setToasts((all) => all.filter((toast) => toast.id !== id)), []);
  const say = useCallback<Say>(
    (text, kind = "good") => {
      const id = Math.random();
      setToasts((all) => [...all, { id, text, kind }].slice(-TOASTS_MAX));
      if (kind === "good") setTimeout(() => drop(id), SHOWN_MS);
    },
    [drop],
  );
  return (
    <ToastContext value={say}>
      {children}
      <Toasts toasts={toasts} drop={drop} />
    </ToastContext>
  );
}

function Toasts({ toasts, drop }: { toasts: readonly Toast[]; drop: (id: number) => void }) {
  return (
    <div
      role="status"
      aria-live="polite"
      className="pointer-events-none fixed inset-x-4 bottom-4 z-50 flex flex-col items-end gap-2"
    >
      {toasts.map(({ id, text, kind }) => (
        <div
          key={id}
          className="entering pointer-events-auto flex max-w-md items-start gap-2.5 rounded-lg border border-line bg-raised py-2 ps-3 pe-2 text-sm shadow-float"
        >
          <Icon
            name={kind === "good" ? "check" : "alert"}
            className={`mt-1 ${kind === "good" ? "text-good" : "text-bad"}`}
          />
          <span className="mt-0.5 min-w-0 wrap-anywhere">{text}</span>
          <IconButton label="Dismiss" icon="close" isSmall onClick={() => drop(id)} />
        </div>
      ))}
    </div>
  );
}
