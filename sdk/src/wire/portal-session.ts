/** How the page looks for whoever comes by a portal session. */
export interface ThemeSettings {
  /** `auto`, the default: as the viewer's system says. */
  mode?: "auto" | "light" | "dark";
  /** Colours as `#rgb` or `#rrggbb`. Buttons, links, what is chosen. */
  accent?: string | null;
  background?: string | null;
  /** Of cards and panels, which lie on the background. */
  surface?: string | null;
  text?: string | null;
}

/** A colour that is null is the page's own. */
export type Theme = Required<ThemeSettings>;

/** Where the page leads back to. */
export interface BackLink {
  /** An http:// or https:// URL. */
  url: string;
  /** 1 to 80 characters. */
  label: string;
}

export interface NewPortalSession {
  /** 60 to 86,400. Default 3,600, an hour. */
  expires_in_s?: number;
  /** Whether whoever comes may look and change nothing. Default false. */
  is_read_only?: boolean;
  theme?: ThemeSettings;
  back_to?: BackLink | null;
}

/** A way into the page for somebody who has no key: a link that works once, and what it gives until it expires. */
export interface PortalSession {
  id: string;
  /** The space it sees. Null: an operator's, which sees all. */
  id_space: string | null;
  is_read_only: boolean;
  theme: Theme;
  back_to: BackLink | null;
  created_at: string;
  /** From then on neither the link nor what it gave works. */
  expires_at: string;
  /** When its link was used. Null: not yet. */
  entered_at: string | null;
  revoked_at: string | null;
}

export interface CreatedPortalSession extends PortalSession {
  /** Opens the page, once. The code is in its fragment, which browsers send to nobody. Shown this once. */
  url: string;
}

export interface EnterPortalSession {
  /** What the page's address has behind `#code=`. */
  code: string;
}

export interface EnteredPortalSession extends PortalSession {
  /** Works as a key of this API until `expires_at`. Shown this once. */
  token: string;
}
