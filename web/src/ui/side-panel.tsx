import { type ReactNode, useId, useLayoutEffect, useRef, useSyncExternalStore } from "react";
import { IconButton } from "./button.tsx";
import { Modal } from "./modal.tsx";

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
  const panel = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const [element, from] = [panel.current, document.activeElement];
    // Whoever closes it from within goes on where it was opened. A modal one does so by itself.
    return () => {
      if (element?.contains(document.activeElement) && from instanceof HTMLElement) from.focus();
    };
  }, []);
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
      <Modal
        labelledBy={id}
        onClose={onClose}
        className="m-0 ms-auto h-dvh max-h-none w-[min(40rem,100%)] max-w-none border-s"
      >
        <div className="flex h-full flex-col">
          {head}
          <div className="min-h-0 grow overflow-y-auto">{children}</div>
        </div>
      </Modal>
    );
  }
  return (
    <aside
      ref={panel}
      aria-labelledby={id}
      onKeyDown={(event) => event.key === "Escape" && onClose()}
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

function subscribe(listener: () => void): () => void {
  const query = matchMedia(WIDE);
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}
