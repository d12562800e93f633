import { type ReactNode, useId } from "react";
import { IconButton } from "./button.tsx";
import { Modal } from "./modal.tsx";

interface DialogProps {
  title: ReactNode;
  onClose: () => void;
  children: ReactNode;
  /** Buttons, the most important last. */
  actions?: ReactNode;
  /** It cannot be left: something must be done first. */
  isFirm?: boolean;
}

/** Asks for something, over the middle of the page. */
export function Dialog({ title, onClose, children, actions, isFirm = false }: DialogProps) {
  const titleId = useId();
  return (
    <Modal
      labelledBy={titleId}
      onClose={onClose}
      isFirm={isFirm}
      className="m-auto w-[min(34rem,calc(100vw-2rem))] rounded-lg border"
    >
      <div className="flex max-h-[calc(100dvh-4rem)] flex-col">
        <header className="flex items-start justify-between gap-4 px-5 pt-4.5 pb-2">
          <h2 id={titleId} className="min-w-0 text-lg font-semibold wrap-anywhere">
            {title}
          </h2>
          {!isFirm && <IconButton label="Close" icon="close" isSmall onClick={onClose} />}
        </header>
        <div className="min-h-0 overflow-y-auto px-5 pb-5">{children}</div>
        {actions && (
          <footer className="flex flex-wrap justify-end gap-2 border-t border-line bg-sunken px-5 py-3.5">
            {actions}
          </footer>
        )}
      </div>
    </Modal>
  );
}
