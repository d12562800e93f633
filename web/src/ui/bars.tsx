interface Bar {
  delivered: number;
  failed: number;
}

const GAP = 1;
const BAR = 4;

/** Delivered and failed over time as a small stacked chart, oldest first. Words beside it or its title say the sums. */
export function Bars({ bars, height = 28 }: { bars: readonly Bar[]; height?: number }) {
  const most = Math.max(1, ...bars.map(({ delivered, failed }) => delivered + failed));
  const width = Math.max(1, bars.length) * (BAR + GAP);
  const scale = (count: number) => (count === 0 ? 0 : Math.max(2, (count / most) * (height - 2)));
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      className="block w-full"
      height={height}
      aria-hidden="true"
    >
      <rect y={height - 1} width={width - GAP} height="1" className="fill-line-strong" />
      {bars.map(({ delivered, failed }, index) => {
        const [good, bad] = [scale(delivered), scale(failed)];
        const shrink = Math.min(1, height / Math.max(1, good + bad));
        const x = index * (BAR + GAP);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
          <g key={index}>
            <rect x={x} y={height - good * shrink} width={BAR} height={good * shrink} className="fill-good-fill" />
            <rect
              x={x}
              y={height - (good + bad) * shrink}
              width={BAR}
              height={bad * shrink}
              className="fill-bad-fill"
            />
          </g>
        );
      })}
    </svg>
  );
}
