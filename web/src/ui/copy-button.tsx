import { useEffect, useState } from "react";
import { Button, type ButtonKind } from "./button.tsx";
import { useToast } from "./toast.tsx";

const SAID_MS = 1_600;

interface CopyButtonProps {
  /** What is copied, or how to get it. */
  text: string | (() => string | Promise<string>);
  /** What it copies, for its name: `Copy the URL`. */
  label: string;
  children?: string;
  kind?: ButtonKind;
}

/** Copies, and says so for a moment. */
export function CopyButton({ text, label, children, kind = "quiet" }: CopyButtonProps) {
  const toast = useToast();
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), SAID_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(typeof text === "string" ? text : await text());
      setCopied(true);
    } catch {
      // Without https, or where the embedding page does not let it.
      toast("The browser does not let this page copy. Select the text and copy it by hand.", "bad");
    }
  }

  return (
    <Button
      isSmall
      kind={kind}
      icon={isCopied ? "check" : "copy"}
      aria-label={children === undefined ? (isCopied ? "Copied" : label) : undefined}
      title={label}
      onClick={() => void copy()}
    >
      {children === undefined ? undefined : isCopied ? "Copied" : children}
    </Button>
  );
}
