import { type ReactNode, useEffect } from "react";
import { Link } from "wouter";
import { Icon } from "./icon.tsx";
import { LoadingRows } from "./states.tsx";

interface PageHeaderProps {
  title: string;
  /** Below the title. */
  children?: ReactNode;
  actions?: ReactNode;
  /** Where this screen was reached from. */
  back?: { to: string; label: string };
}

/** The head of a screen: its name, also in the browser's tab, and what can be done on it. */
export function PageHeader({ title, children, actions, back }: PageHeaderProps) {
  useEffect(() => {
    document.title = `${title} · Posthorn`;
  }, [title]);
  return (
    <header className="mb-5">
      {back && <Back {...back} />}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0 grow basis-80">
          <h1 className="text-xl font-semibold tracking-tight wrap-anywhere">{title}</h1>
          {children}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
    </header>
  );
}

function Back({ to, label }: { to: string; label: string }) {
  return (
    <Link href={to} className="mb-2 inline-flex items-center gap-1.5 rounded-sm text-sm text-ink-muted hover:text-ink">
      <Icon name="back" size={14} /> {label}
    </Link>
  );
}

/** The head of a screen whose name is on its way: it keeps the place, so that nothing jumps. */
function LoadingHeader({ back }: { back: { to: string; label: string } }) {
  return (
    <header className="mb-5">
      <Back {...back} />
      <div aria-hidden="true" className="grid gap-2.5 py-1">
        <span className="shimmer h-5 w-56 max-w-full rounded-sm" />
        <span className="shimmer h-4 w-80 max-w-full rounded-sm" />
        <span className="shimmer h-5 w-40 max-w-full rounded-sm" />
      </div>
    </header>
  );
}

/** A screen whose name and content are on their way. */
export function LoadingScreen({ back, count }: { back: { to: string; label: string }; count?: number }) {
  return (
    <>
      <LoadingHeader back={back} />
      <Card>
        <LoadingRows count={count} />
      </Card>
    </>
  );
}

/** A box on the ground of the page. */
export function Card({ children, className = "" }: { children: ReactNode; className?: string }) {
  return (
    <div className={`overflow-clip rounded-lg border border-line bg-surface shadow-raised ${className}`}>
      {children}
    </div>
  );
}

/** A part of a screen under a heading of its own. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="grid min-w-0 gap-2">
      <h2 className="text-base font-semibold">{title}</h2>
      {children}
    </section>
  );
}
