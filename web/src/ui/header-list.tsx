import { Icon } from "./icon.tsx";

/** The headers of a request or an answer, folded up to their count. */
export function HeaderList({ headers, isOpen = false }: { headers: { [name: string]: string }; isOpen?: boolean }) {
  const rows = Object.entries(headers);
  return (
    <details className="group/headers @container text-xs" open={isOpen || undefined}>
      <summary className="inline-flex items-center gap-1 rounded-sm text-ink-muted hover:text-ink">
        <Icon name="chevronRight" size={10} className="transition-transform group-open/headers:rotate-90" />
        {rows.length} {rows.length === 1 ? "header" : "headers"}
      </summary>
      <dl className="mt-1.5 grid gap-x-4 gap-y-1 rounded-md border border-line bg-sunken p-3 font-mono @md:grid-cols-[max-content_minmax(0,1fr)]">
        {rows.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-ink-muted">{name}</dt>
            <dd className="break-all @max-md:mb-1">
              <bdi>{value}</bdi>
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
