import { type ReactNode, useLayoutEffect, useRef } from "react";

interface ModalProps {
  labelledBy: string;
  onClose: () => void;
  children: ReactNode;
  /** Where it stands and how large it is. */
  className: string;
  /** It cannot be left: something must be done first. */
  isFirm?: boolean;
}

/** The browser's own modal dialog: it keeps the focus, gives it back, and Escape closes it. Shown while it is mounted. */
export function Modal({ labelledBy, onClose, children, className, isFirm = false }: ModalProps) {
  const ref = useRef<HTMLDialogElement>(null);
  // Before it leaves the page: the browser gives the focus back only from a dialog that is still there.
  useLayoutEffect(() => {
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
        if (!isFirm) onClose();
      }}
      onClick={(event) => {
        if (!isFirm && event.target === ref.current) onClose();
      }}
      className={`entering border-line bg-surface p-0 shadow-float ${className}`}
    >
      {children}
    </dialog>
  );
}
