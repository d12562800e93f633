import { type ReactNode, Suspense, useContext, useEffect, useRef, useState } from "react";
import { useLocation } from "wouter";
import { SpaceContext } from "../data/space.ts";
import { useSignedIn } from "../session/use-session.ts";
import { Boundary } from "../ui/boundary.tsx";
import { IconButton } from "../ui/button.tsx";
import { Logo } from "../ui/logo.tsx";
import { bringRest, onDemand } from "../ui/on-demand.ts";
import { Navigation } from "./navigation.tsx";
import { useThemeColours } from "./theme.ts";

const SessionOverDialog = onDemand(() => import("../session/session-over-dialog.tsx"));

/** The frame around every screen: navigation at the side, on small screens behind a button. */
export function Shell({ children }: { children: ReactNode }) {
  const { me, isOver, client } = useSignedIn();
  useThemeColours(me.session?.theme);
  useEffect(() => (isOver ? undefined : bringRest(() => client.me())), [client, isOver]);
  const inSpace = useContext(SpaceContext) !== null;
  return (
    <div className="flex min-h-dvh flex-col md:flex-row">
      <button
        type="button"
        onClick={() => document.getElementById("main")?.focus()}
        className="sr-only focus:not-sr-only focus:fixed focus:start-3 focus:top-3 focus:z-50 focus:rounded-md focus:bg-raised focus:px-3 focus:py-2"
      >
        Skip to content
      </button>
      <aside className="sticky top-0 hidden h-dvh w-56 shrink-0 border-e border-line bg-sunken md:block">
        <Navigation inSpace={inSpace} />
      </aside>
      <SmallScreenBar inSpace={inSpace} />
      <main id="main" tabIndex={-1} className="min-w-0 grow outline-none">
        <div className="mx-auto max-w-[96rem] px-4 py-5 md:px-8 md:py-7">{children}</div>
      </main>
      <Boundary>
        <Suspense>{isOver && <SessionOverDialog />}</Suspense>
      </Boundary>
    </div>
  );
}

function SmallScreenBar({ inSpace }: { inSpace: boolean }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [path] = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another screen closes it
  useEffect(() => setOpen(false), [path]);
  useEffect(() => {
    if (isOpen) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isOpen]);
  return (
    <header className="sticky top-0 z-20 flex h-13 items-center gap-2 border-b border-line bg-sunken px-3 md:hidden">
      <IconButton label="Menu" icon="menu" aria-expanded={isOpen} onClick={() => setOpen(true)} />
      <Logo size={22} />
      <span className="font-semibold">Posthorn</span>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: Escape does the same, through onClose */}
      <dialog
        ref={dialog}
        aria-label="Menu"
        onClose={() => setOpen(false)}
        onClick={(event) => event.target === dialog.current && setOpen(false)}
        className="m-0 h-dvh max-h-none w-64 max-w-[85vw] border-e border-line bg-sunken p-0"
      >
        {isOpen && <Navigation inSpace={inSpace} />}
      </dialog>
    </header>
  );
}
