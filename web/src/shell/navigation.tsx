import { Link, useLocation } from "wouter";
import { useSpace } from "../data/space.ts";
import { OPERATOR_ROUTES, type ScreenRoute, SPACE_ROUTES } from "../routes.tsx";
import { useSessionControl, useSignedIn } from "../session/use-session.ts";
import { IconButton } from "../ui/button.tsx";
import { Icon, type IconName } from "../ui/icon.tsx";
import { Logo } from "../ui/logo.tsx";
import { LiveMark } from "./live-mark.tsx";
import { SpaceSwitcher } from "./space-switcher.tsx";
import { ThemeSwitch } from "./theme-switch.tsx";

/** Where one can go from here. */
export function Navigation({ inSpace }: { inSpace: boolean }) {
  const { me, isOperator } = useSignedIn();
  const session = useSessionControl();
  const back = me.session?.back_to;
  // Grounds of the app's own are light or dark already.
  const isColoured = me.session !== null && (me.session.theme.background ?? me.session.theme.surface) !== null;
  return (
    <div className="flex h-full flex-col gap-1 px-3 py-4">
      {back ? (
        <a
          href={back.url}
          // Out of the frame, where the app shows the page in one.
          target="_top"
          className="mb-3 flex min-w-0 items-center gap-2 rounded-md px-2 py-1.5 text-sm text-ink-muted hover:bg-hover hover:text-ink"
        >
          <Icon name="back" size={14} />
          <bdi className="truncate">{back.label}</bdi>
        </a>
      ) : (
        <Link href="/" className="mb-3 flex items-center gap-2.5 rounded-md px-2 py-1 font-semibold">
          <Logo size={24} />
          Posthorn
        </Link>
      )}
      {isOperator && inSpace && <SpaceSwitcher />}
      <nav aria-label="Main" className="flex min-h-0 grow flex-col gap-4 overflow-y-auto pt-1">
        {inSpace && <SpaceLinks />}
        {isOperator && <Links title="Operator" routes={OPERATOR_ROUTES} to={(path) => path} />}
      </nav>
      {me.is_read_only && (
        <p className="flex items-center gap-2 px-2 text-xs text-ink-muted">
          <Icon name="eye" size={14} /> You may look, not change
        </p>
      )}
      <div className="flex items-center gap-1 border-t border-line pt-3">
        {inSpace && <LiveMark />}
        <span className="grow" />
        {!isColoured && <ThemeSwitch />}
        <IconButton label="Sign out" icon="signOut" isSmall onClick={() => session.signOut()} />
      </div>
    </div>
  );
}

function SpaceLinks() {
  const { to } = useSpace();
  return <Links routes={SPACE_ROUTES} to={to} />;
}

interface LinksProps {
  title?: string;
  routes: readonly ScreenRoute[];
  to: (path: string) => string;
}

function Links({ title, routes, to }: LinksProps) {
  return (
    <ul className="grid gap-0.5">
      {title && <li className="px-2 pb-1 text-xs text-ink-faint">{title}</li>}
      {routes.map(({ path, nav }) => nav && <NavigationLink key={path} to={to(path)} {...nav} />)}
    </ul>
  );
}

function NavigationLink({ to, label, icon }: { to: string; label: string; icon: IconName }) {
  const [path] = useLocation();
  const isHere = path === to || path.startsWith(`${to}/`);
  // A space's screens lie below the list of spaces without being part of it.
  const isCurrent = to === "/spaces" ? path === to : isHere;
  return (
    <li>
      <Link
        href={to}
        aria-current={isCurrent ? "page" : undefined}
        className={`flex items-center gap-2.5 rounded-md px-2 py-1.5 text-sm transition-colors ${
          isCurrent ? "bg-accent-soft font-medium text-accent" : "text-ink-muted hover:bg-hover hover:text-ink"
        }`}
      >
        <Icon name={icon} />
        {label}
      </Link>
    </li>
  );
}
