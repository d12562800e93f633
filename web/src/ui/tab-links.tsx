import { Link } from "wouter";

interface TabLinksProps {
  label: string;
  tabs: readonly { label: string; to: string; isHere: boolean }[];
}

/** Parts of one screen, each with an address of its own. */
export function TabLinks({ label, tabs }: TabLinksProps) {
  return (
    <nav aria-label={label} className="mb-4 overflow-x-auto border-b border-line">
      <ul className="flex gap-5">
        {tabs.map(({ label: name, to, isHere }) => (
          <li key={to}>
            <Link
              href={to}
              aria-current={isHere ? "page" : undefined}
              className={`-mb-px block border-b-2 px-0.5 py-2 text-sm transition-colors focus-visible:outline-offset-[-3px] ${
                isHere ? "border-accent font-medium text-ink" : "border-transparent text-ink-muted hover:text-ink"
              }`}
            >
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
