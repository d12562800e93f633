import type { ComponentProps, ReactNode } from "react";
import { Link } from "wouter";
import { Icon, type IconName, Spinner } from "./icon.tsx";

export type ButtonKind = "primary" | "plain" | "quiet" | "danger";

const KINDS: Record<ButtonKind, string> = {
  primary: "bg-accent text-on-accent hover:bg-accent-strong border-transparent shadow-raised",
  plain: "bg-raised text-ink border-line-strong hover:bg-hover shadow-raised",
  quiet: "bg-transparent text-ink-muted border-transparent hover:bg-hover hover:text-ink",
  danger: "bg-raised text-bad border-line-strong hover:bg-bad-soft hover:border-bad shadow-raised",
};

function looks(kind: ButtonKind, isSmall: boolean, hasWords: boolean): string {
  const size = isSmall ? "h-7 text-xs gap-1.5" : "h-8.5 text-sm gap-2";
  const width = hasWords ? (isSmall ? "px-2.5" : "px-3.5") : isSmall ? "w-7" : "w-8.5";
  return `inline-flex items-center justify-center whitespace-nowrap rounded-md border font-medium transition-colors select-none disabled:opacity-50 aria-disabled:opacity-50 ${size} ${width} ${KINDS[kind]}`;
}

interface Looks {
  kind?: ButtonKind;
  icon?: IconName;
  isSmall?: boolean;
  children?: ReactNode;
}

interface ButtonProps extends Looks, ComponentProps<"button"> {
  /** It was pressed and is at work: it cannot be pressed again, and keeps the focus. */
  isBusy?: boolean;
}

export function Button({ kind = "plain", icon, isSmall = false, isBusy = false, children, ...rest }: ButtonProps) {
  const { className = "", onClick, type = "button", ...props } = rest;
  return (
    <button
      {...props}
      type={type}
      aria-disabled={isBusy || undefined}
      onClick={isBusy ? (event) => event.preventDefault() : onClick}
      className={`${looks(kind, isSmall, children !== undefined)} ${className}`}
    >
      {isBusy ? <Spinner /> : icon && <Icon name={icon} size={isSmall ? 14 : 16} />}
      {children}
    </button>
  );
}

/** A button that is a picture only: `label` is its name and its tooltip. */
export function IconButton({ label, kind = "quiet", ...props }: ButtonProps & { label: string; icon: IconName }) {
  return <Button {...props} kind={kind} aria-label={label} title={label} />;
}

/** Goes to another screen, and looks like a button. */
export function ButtonLink({ to, kind = "plain", icon, isSmall = false, children }: Looks & { to: string }) {
  return (
    <Link href={to} className={looks(kind, isSmall, children !== undefined)}>
      {icon && <Icon name={icon} size={isSmall ? 14 : 16} />}
      {children}
    </Link>
  );
}
