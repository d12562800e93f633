import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { Icon, type IconName } from "./icon.tsx";

interface StateProps {
  /** It is all there is of the screen, so its title is the screen's. */
  isScreen?: boolean;
  icon: IconName;
  title: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
}

/** What stands where a list or a screen would be. */
export function State({ isScreen = false, icon, title, children, actions }: StateProps) {
  const Title = isScreen ? "h1" : "h2";
  return (
    <div className="grid justify-items-center gap-1.5 px-6 py-14 text-center">
      <span className="mb-2 grid size-10 place-items-center rounded-full bg-quiet-soft text-ink-muted">
        <Icon name={icon} size={18} />
      </span>
      <Title className="text-base font-semibold wrap-anywhere">{title}</Title>
      {children && <div className="max-w-md text-sm text-ink-muted wrap-anywhere">{children}</div>}
      {actions && <div className="mt-4 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  );
}

/** Rows that are on their way. */
export function LoadingRows({ count = 5 }: { count?: number | undefined }) {
  return (
    <div role="status" aria-label="Loading" className="grid">
      {Array.from({ length: count }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: all alike
        <div key={index} className="flex items-center gap-4 border-b border-line px-4 py-4 last:border-0">
          <span className="shimmer size-4 rounded-full" />
          <span className="shimmer h-3.5 max-w-80 grow rounded-sm" />
          <span className="shimmer ms-auto h-3.5 w-24 rounded-sm" />
        </div>
      ))}
    </div>
  );
}

/** What an error says to a person, with the way to try again. */
export function Failed({
  error,
  onRetry,
  isScreen = false,
}: {
  error: Error;
  onRetry?: () => void;
  isScreen?: boolean;
}) {
  const { title, detail, icon } = toWords(error);
  const retry = onRetry && (
    <Button icon="refresh" onClick={onRetry}>
      Try again
    </Button>
  );
  return (
    <State isScreen={isScreen} icon={icon} title={title} actions={retry}>
      {detail}
    </State>
  );
}

/** An error in few words, in the place where it came up. */
export function Fault({ error }: { error: Error | null }) {
  if (error === null) return null;
  const { title, detail } = toWords(error);
  return (
    <p role="alert" className="flex gap-2.5 rounded-md bg-bad-soft px-3 py-2.5 text-sm text-bad">
      <Icon name="alert" className="mt-0.5" />
      <span className="min-w-0 wrap-anywhere">
        <strong className="font-semibold">{title}.</strong> {detail}
      </span>
    </p>
  );
}

/** What an error says to a person, where there is room for a sentence or two. */
export function faultWords(error: Error): string {
  const { title, detail } = toWords(error);
  return `${title}. ${detail}`;
}

function toWords(error: Error & { code?: unknown }): { title: string; detail: string; icon: IconName } {
  const detail = detailOf(error);
  switch (error.code) {
    case "network":
    case "timeout":
      return {
        icon: "alert",
        title: "Posthorn cannot be reached",
        detail: "Nothing is lost. Check the connection, then try again.",
      };
    case "not_found":
      return {
        icon: "search",
        title: "This is not here",
        detail: "It was deleted, or the address has a mistake in it.",
      };
    case "forbidden":
      return { icon: "key", title: "You may not see this", detail };
    case "unauthorized":
      return {
        icon: "key",
        title: "You are signed out",
        detail: "Sign in again to go on. What you have typed is kept.",
      };
    case "store_unavailable":
    case "overloaded":
    case "shutting_down":
      return { icon: "alert", title: "Posthorn is busy", detail: `${detail} Nothing is lost; try again in a moment.` };
    default:
      return { icon: "alert", title: "That did not work", detail };
  }
}

/** The SDK's errors begin with their code, which is for programs. */
function detailOf({ message, code }: Error & { code?: unknown }): string {
  return typeof code === "string" && message.startsWith(`${code}: `) ? message.slice(code.length + 2) : message;
}
