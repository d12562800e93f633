import { Link } from "wouter";
import { useSpace } from "../data/space.ts";
import { Icon } from "../ui/icon.tsx";

/** Says which space is on screen, and leads to the others. */
export function SpaceSwitcher() {
  const { idSpace } = useSpace();
  return (
    <Link
      href="/spaces"
      title={`Space ${idSpace}. Choose another`}
      className="mb-2 flex items-center gap-2 rounded-md border border-line bg-surface px-2 py-1.5 hover:bg-hover"
    >
      <span className="min-w-0 grow">
        <span className="block text-xs text-ink-faint">Space</span>
        <span className="block truncate font-mono text-xs">{idSpace}</span>
      </span>
      <Icon name="chevronDown" size={14} className="text-ink-muted" />
    </Link>
  );
}
