/** The post horn on its yellow ground. */
export function Logo({ size = 24 }: { size?: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} className="shrink-0" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#f2b705" />
      <g fill="none" stroke="#1c1a12" strokeWidth="2.6" strokeLinecap="round" strokeLinejoin="round">
        <circle cx="14.5" cy="18" r="5.7" />
        <path d="M6 12.300h10.500c3.6 0 6.5-1 9.5-3.300v9.200c-1.9-1.5-3.7-2.4-5.9-2.8" />
      </g>
    </svg>
  );
}
