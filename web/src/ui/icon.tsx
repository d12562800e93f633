/** Drawn on 16 × 16, in the colour of the text around them. */
const PATHS = {
  add: "M8 3v10M3 8h10",
  alert: "M8 2.2 14.3 13.2H1.700ZM8 6.400v3M8 11.400v.1",
  arrowRight: "M3 8h10M9 4l4 4-4 4",
  back: "M13 8H3M7 4 3 8l4 4",
  book: "M8 4C6.6 3.1 4.6 2.9 2.5 3v9.500c2.1-.1 4.1.1 5.5 1 1.4-.9 3.4-1.1 5.5-1V3C11.4 2.9 9.4 3.1 8 4Zm0 0v9.5",
  check: "M3 8.5 6.5 12 13 4.5",
  chevronDown: "M4 6l4 4 4-4",
  chevronRight: "M6 4l4 4-4 4",
  clock: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 4.800V8l2.2 1.5",
  close: "M4 4l8 8M12 4l-8 8",
  copy: "M6 6h7v7H6ZM10 6V3H3v7h3",
  cross: "M4.5 4.500l7 7M11.5 4.500l-7 7",
  dots: "M3.5 8h.01M8 8h.01M12.5 8h.01",
  edit: "M3 13l.6-2.800L10.8 3 13 5.2 5.8 12.400Z",
  endpoints: "M2 5h5M2 11h5M7 5c3 0 1 6 4 6h3M7 11c3 0 1-6 4-6h3M12 3l2 2-2 2M12 9l2 2-2 2",
  events: "M2.5 4h11M2.5 8h11M2.5 12h7",
  external: "M6 3H3v10h10v-3M9 3h4v4M13 3 7.5 8.5",
  eye: "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8ZM8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z",
  eyeOff:
    "M2 2l12 12M6.5 3.700A6.5 6.5 0 0 1 8 3.500c4 0 6.5 4.5 6.5 4.500a11 11 0 0 1-2 2.500M4 4.900A11 11 0 0 0 1.5 8S4 12.5 8 12.500c1 0 1.9-.3 2.7-.7",
  gauge: "M2.5 12a6 6 0 1 1 11 0M8 9.500l2.5-3.5",
  inbox: "M2 9l2-6h8l2 6v4H2ZM2 9h3.500l1 2h3l1-2H14",
  key: "M9.8 9.200a3.6 3.6 0 1 0-3-3L2 11v3h3v-2h2v-2h2ZM11 5h.01",
  menu: "M2.5 4.500h11M2.5 8h11M2.5 11.500h11",
  minus: "M3.5 8h9",
  moon: "M13 9.500A5.5 5.5 0 1 1 6.5 3a4.5 4.5 0 0 0 6.5 6.500Z",
  pause: "M5.5 3.500v9M10.5 3.500v9",
  play: "M5 3l8 5-8 5Z",
  refresh: "M13 8a5 5 0 1 1-1.5-3.500L13 6M13 2.500V6H9.5",
  search: "M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10ZM11 11l3 3",
  send: "M14 2 7 9M14 2l-4.5 12L7 9 2 6.500Z",
  signOut: "M6 3H3v10h3M10 5l3 3-3 3M13 8H6.5",
  slash: "M3.5 12.500l9-9",
  spaces: "M2.5 2.500h4v4h-4ZM9.500 2.500h4v4h-4ZM2.500 9.500h4v4h-4ZM9.500 9.500h4v4h-4Z",
  sun: "M8 10.800a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.600ZM8 1.500v1M8 13.500v1M1.5 8h1M13.5 8h1M3.4 3.400l.7.7M11.9 11.900l.7.7M3.4 12.600l.7-.7M11.9 4.100l.7-.7",
  system: "M2 3h12v8H2ZM6 13.500h4",
  trash: "M2.5 4h11M6 4V2.500h4V4M4 4l.7 9.500h6.600L12 4",
} as const;

export type IconName = keyof typeof PATHS;

/** A picture that says nothing a screen reader would miss: words stand beside it or name the control. */
export function Icon({ name, size = 16, className = "" }: { name: IconName; size?: number; className?: string }) {
  const thickness = name === "dots" ? 2.2 : 1.5;
  return (
    <svg viewBox="0 0 16 16" width={size} height={size} className={`shrink-0 ${className}`} aria-hidden="true">
      <path
        d={PATHS[name]}
        fill="none"
        stroke="currentColor"
        strokeWidth={thickness}
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}

/** Something is under way. */
export function Spinner({ size = 14 }: { size?: number }) {
  return (
    <svg viewBox="0 0 16 16" width={size} height={size} className="turning shrink-0" aria-hidden="true">
      <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeWidth="2" opacity="0.25" />
      <path d="M8 2a6 6 0 0 1 6 6" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
    </svg>
  );
}
