import type { Attempt } from "@posthorn/sdk";

interface Part {
  name: string;
  ms: number;
  fill: string;
  dot: string;
}

/** Where an attempt's time went, as one bar from left to right, and in numbers. */
export function TimingBar({ attempt }: { attempt: Attempt }) {
  const parts = partsOf(attempt);
  const total = Math.max(1, attempt.duration_ms);
  let at = 0;
  return (
    <div className="grid gap-2">
      <svg
        viewBox="0 0 1000 10"
        preserveAspectRatio="none"
        height="10"
        className="w-full overflow-hidden rounded-full"
        aria-hidden="true"
      >
        <rect width="1000" height="10" className="fill-quiet-soft" />
        {parts.map(({ name, ms, fill }) => {
          const x = (at / total) * 1000;
          at += ms;
          return <rect key={name} x={x} width={Math.max(4, (ms / total) * 1000)} height="10" className={fill} />;
        })}
      </svg>
      <dl className="flex flex-wrap gap-x-4 gap-y-1 text-xs">
        {parts.map(({ name, ms, dot }) => (
          <div key={name} className="flex items-center gap-1.5">
            <dt className="flex items-center gap-1.5 text-ink-muted">
              <span className={`size-2 rounded-full ${dot}`} /> {name}
            </dt>
            <dd className="numeric">{milliseconds(ms)}</dd>
          </div>
        ))}
        <div className="ms-auto flex gap-1.5">
          <dt className="text-ink-muted">In all</dt>
          <dd className="numeric font-medium">{milliseconds(attempt.duration_ms)}</dd>
        </div>
      </dl>
    </div>
  );
}

function partsOf({ timing, duration_ms }: Attempt): Part[] {
  const { dns_ms, connect_ms, tls_ms, first_byte_ms } = timing;
  const known: Part[] = [
    { name: "DNS", ms: dns_ms ?? -1, fill: "fill-warn-fill", dot: "bg-warn-fill" },
    { name: "Connect", ms: connect_ms ?? -1, fill: "fill-good-fill", dot: "bg-good-fill" },
    { name: "TLS", ms: tls_ms ?? -1, fill: "fill-control", dot: "bg-control" },
    { name: "First byte", ms: first_byte_ms ?? -1, fill: "fill-accent", dot: "bg-accent" },
  ];
  const parts = known.filter(({ ms }) => ms >= 0);
  const rest = duration_ms - parts.reduce((sum, { ms }) => sum + ms, 0);
  const name = first_byte_ms === null ? "Waiting" : "Rest of the answer";
  return rest >= 1 ? [...parts, { name, ms: rest, fill: "fill-ink-faint", dot: "bg-ink-faint" }] : parts;
}

/** `12 ms`, `1.25 s`. */
export function milliseconds(ms: number): string {
  return ms < 1000
    ? `${Math.round(ms)} ms`
    : `${(ms / 1000).toLocaleString(undefined, { maximumFractionDigits: 2 })} s`;
}
