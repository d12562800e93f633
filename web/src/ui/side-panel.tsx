import { type ReactNode, useEffect, useId, useRef, useSyncExternalStore } from "react";
import { IconButton } from "./button.tsx";

/** From here on there is room for a list and a panel beside each other. Tailwind's `xl`. */
const WIDE = "(min-width: 80rem)";

interface SidePanelProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
}

/** What was chosen in a list: beside it where there is room, else over it. */
export function SidePanel({ title, onClose, children }: SidePanelProps) {
  const isWide = useSyncExternalStore(subscribe, () => matchMedia(WIDE).matches);
  const id = useId();
  const head = (
    <header className="flex items-center justify-between gap-3 border-b border-line bg-sunken py-2 ps-4 pe-2">
      <h2 id={id} className="text-sm font-semibold">
        {title}
      </h2>
      <IconButton label="Close" icon="close" isSmall onClick={onClose} />
    </header>
  );
  if (!isWide) {
    return (
      <Overlay labelledBy={id} onClose={onClose}>
        {head}
        <div className="min-h-0 grow overflow-y-auto">{children}</div>
      </Overlay>
    );
  }
  return (
    <aside
      aria-labelledby={id}
      className="entering sticky top-4 flex max-h-[calc(100dvh-2rem)] flex-col overflow-clip rounded-lg border border-line bg-surface shadow-raised"
    >
      {head}
      <section
        aria-labelledby={id}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
        tabIndex={0}
        className="min-h-0 grow overflow-y-auto focus-visible:outline-offset-[-2px]"
      >
        {children}
      </section>
    </aside>
  );
}

function Overlay({ labelledBy, onClose, children }: { labelledBy: string; onClose: () => void; children: ReactNode }) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape does the same, through onCancel
    <dialog
      ref={ref}
      aria-labelledby={labelledBy}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => event.target === ref.current && onClose()}
      className="entering m-0 ms-auto h-dvh max-h-none w-[min(40rem,100%)] max-w-none border-s border-line bg-surface p-0 shadow-float"
    >
      <div className="flex h-full flex-col">{children}</div>
    </dialog>
  );
}

function subscribe(listener: () => void): () => void {
  const query = matchMedia(WIDE);
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}
