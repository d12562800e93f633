import type * as Wire from "@posthorn/sdk";
import { Type } from "../catalogue/type.ts";
import { SESSION_S } from "../core/portal-session.ts";
import { closed, declared, idOf, nullable, shownIdSpace, TEXT_PATTERN, timeOf } from "./schemas.ts";
import { COLOR_PATTERN } from "./text-patterns.ts";

/** A colour of the page. Three or six digits, as CSS has them. Nothing else, since it becomes part of a style. */
function colorOf(words: string) {
  const color = Type.String({ pattern: COLOR_PATTERN, examples: ["#0a7cff"] });
  return nullable(color, { description: `${words}, as \`#rgb\` or \`#rrggbb\`. Null: the page's own.` });
}
const mode = Type.Enum(["auto", "light", "dark"], { description: "`auto`: as the viewer's system says." });
const colors = {
  accent: colorOf("Buttons, links, what is chosen"),
  background: colorOf("The background"),
  surface: colorOf("Cards and panels, which lie on the background"),
  text: colorOf("Text"),
};
/** A button's words. */
const LABEL_LENGTH_MAX = 80;
const URL_LENGTH_MAX = 2048;

const backLink = closed({
  url: Type.String({ maxLength: URL_LENGTH_MAX, description: "An http:// or https:// URL." }),
  label: Type.String({
    minLength: 1,
    maxLength: LABEL_LENGTH_MAX,
    pattern: TEXT_PATTERN,
    description: "The words of the link.",
  }),
});
const newTheme = closed(
  { mode: Type.Optional(mode), ...Type.Partial(Type.Object(colors)).properties },
  { title: "ThemeSettings", description: "How the page looks. What is not given is the page's own." },
);

export const newPortalSession = declared<Wire.NewPortalSession>()(
  closed(
    {
      expires_in_s: Type.Optional(
        Type.Integer({
          minimum: SESSION_S.min,
          maximum: SESSION_S.max,
          default: SESSION_S.default,
          description: "After how many seconds neither the link nor what it gave works.",
        }),
      ),
      is_read_only: Type.Optional(
        Type.Boolean({ default: false, description: "Whether whoever comes may look and change nothing." }),
      ),
      theme: Type.Optional(newTheme),
      back_to: Type.Optional(nullable(backLink, { description: "Where the page leads back to. Null: nowhere." })),
    },
    { examples: [{ expires_in_s: 3600, back_to: { url: "https://app.example.com/settings", label: "Back" } }] },
  ),
);

const code = Type.String({
  description: "What the link has behind `#code=`.",
  examples: ["phc_0000000000000000000000000000000000000000"],
});
export const enterSession = declared<Wire.EnterPortalSession>()(closed({ code }));

export const theme = declared<Wire.Theme>()(
  Type.Object({ mode, ...colors }, { title: "Theme", description: "How the page looks." }),
);
const shownBackLink = Type.Object(
  {
    url: Type.String({ description: "Where to.", examples: ["https://app.example.com/settings"] }),
    label: Type.String({ description: "The words of the link.", examples: ["Back"] }),
  },
  { title: "BackLink", description: "Where the page leads back to." },
);
export const backTo = nullable(declared<Wire.BackLink>()(shownBackLink), {
  description: "Where the page leads back to. Null: nowhere.",
});

const sessionRow = {
  id: idOf("pse", "The session's id."),
  id_space: nullable(shownIdSpace, { description: "The space it sees. Null: it is an operator's, which sees all." }),
  is_read_only: Type.Boolean({ description: "Whether whoever comes may look and change nothing." }),
  theme,
  back_to: backTo,
  created_at: timeOf("When it was made."),
  expires_at: timeOf("From then on neither the link nor what it gave works."),
  entered_at: nullable(timeOf("When."), { description: "When its link was used. Null: not yet.", examples: [null] }),
  revoked_at: nullable(timeOf("When."), { description: "When it was ended by hand.", examples: [null] }),
};
export const portalSession = declared<Wire.PortalSession>()(
  Type.Object(sessionRow, { title: "PortalSession", description: "A way into the page for somebody without a key." }),
);
export const createdPortalSession = declared<Wire.CreatedPortalSession>()(
  Type.Object(
    {
      ...sessionRow,
      url: Type.String({
        description: "Opens the page, once. Shown this once.",
        examples: ["http://127.0.0.1:4747/#code=phc_0000000000000000000000000000000000000000"],
      }),
    },
    { title: "CreatedPortalSession", description: "A portal session just made." },
  ),
);
export const enteredPortalSession = declared<Wire.EnteredPortalSession>()(
  Type.Object(
    {
      ...sessionRow,
      token: Type.String({
        description: "Works as a key until the session is over. Shown this once.",
        examples: ["pht_0000000000000000000000000000000000000000"],
      }),
    },
    { title: "EnteredPortalSession", description: "A portal session that somebody has just come in by." },
  ),
);
