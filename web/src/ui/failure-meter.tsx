/** More than these are no longer counted at a glance, so they become one bar. */
const PIPS_MAX = 20;

/** How far an endpoint is from its pause: `n of 10` failures in a row, as that many pips. */
export function FailureMeter({
  failures,
  pauseAfter,
  isSpelt = false,
}: {
  failures: number;
  pauseAfter: number;
  /** Where nothing beside it says what is counted. */
  isSpelt?: boolean;
}) {
  const words = `${failures} of ${pauseAfter} failures in a row`;
  const isLate = failures * 2 >= pauseAfter;
  const fill = isLate ? "fill-bad-fill" : "fill-warn-fill";
  const share = Math.min(1, failures / pauseAfter);
  return (
    <span className="inline-flex items-center gap-2 text-xs text-ink-muted" title={`${words} pause it`}>
      {pauseAfter <= PIPS_MAX ? (
        <svg width={pauseAfter * 6 - 2} height="10" aria-hidden="true">
          {Array.from({ length: pauseAfter }, (_, index) => index * 6).map((x) => (
            <rect
              key={x}
              x={x}
              width="4"
              height="10"
              rx="1.5"
              className={x < failures * 6 ? fill : "fill-line-strong"}
            />
          ))}
        </svg>
      ) : (
        <svg width="58" height="10" aria-hidden="true">
          <rect y="3" width="58" height="4" rx="2" className="fill-line-strong" />
          <rect y="3" width={Math.max(3, 58 * share)} height="4" rx="2" className={fill} />
        </svg>
      )}
      <span className="numeric whitespace-nowrap">
        {failures} of {pauseAfter}
        <span className={isSpelt ? "" : "sr-only"}> failures in a row</span>
      </span>
    </span>
  );
}
