const WIDTH = 120;
const HEIGHT = 28;
const TONES = { accent: "stroke-accent", good: "stroke-good-fill", bad: "stroke-bad-fill" };

/** The last two minutes of a rate, as a line that grows to the right. Its newest value stands beside it in words. */
export function RateLine({ values, tone = "accent" }: { values: readonly number[]; tone?: keyof typeof TONES }) {
  const most = Math.max(1, ...values);
  const points = values.map((value, index) => {
    const x = WIDTH - (values.length - 1 - index);
    return `${x},${HEIGHT - 2 - (value / most) * (HEIGHT - 4)}`;
  });
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      height={HEIGHT}
      className="w-full"
      aria-hidden="true"
    >
      <path d={`M0 ${HEIGHT - 1}H${WIDTH}`} className="stroke-line" vectorEffect="non-scaling-stroke" />
      <polyline
        points={points.join(" ")}
        fill="none"
        strokeWidth="1.5"
        vectorEffect="non-scaling-stroke"
        className={TONES[tone]}
      />
    </svg>
  );
}
