/** How the page looks for whoever comes by a session. A colour that is null is the page's own; others are `#rrggbb`. */
export interface Theme {
  mode: "auto" | "light" | "dark";
  accent: string | null;
  background: string | null;
  surface: string | null;
  text: string | null;
}

/** Where the page leads back to. */
export interface BackLink {
  url: string;
  label: string;
}

/**
 * A way into the page for somebody without a key. Its link holds a code that works once; for the code one gets a token,
 * which works as a key until the session is over. Of both only the hashes are kept.
 */
export interface PortalSession {
  id: string;
  /** The space it sees. Null: an operator's, which sees all. */
  idSpace: string | null;
  isReadOnly: boolean;
  theme: Theme;
  backTo: BackLink | null;
  /** SHA-256 in hex, as of keys. */
  codeHash: string;
  /** Null: its link was not used yet. */
  tokenHash: string | null;
  createdAt: number;
  /** From then on neither the code nor the token works. */
  expiresAt: number;
  enteredAt: number | null;
  revokedAt: number | null;
}

/** How long a session may last, in seconds: a minute to a day, an hour where nobody says. */
export const SESSION_S = { min: 60, max: 86_400, default: 3_600 } as const;

/** The page as it is by itself. */
export const PLAIN_THEME: Theme = { mode: "auto", accent: null, background: null, surface: null, text: null };

/** Why a session is over, or null while it is in force. */
export function sessionEnd(session: PortalSession, now: number): "revoked" | "expired" | null {
  if (session.revokedAt !== null) return "revoked";
  return session.expiresAt <= now ? "expired" : null;
}
