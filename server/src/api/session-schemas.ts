import type * as Wire from "@posthorn/sdk";
import Type from "typebox";
import { SESSION_S } from "../core/portal-session.ts";
import { closed, declared, nullable, TEXT_PATTERN, time } from "./schemas.ts";

/** Three or six digits, as CSS has them. Nothing else, since it becomes part of a style. */
const color = nullable(
  Type.String({
    pattern: "^#(?:[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})$",
    description: "`#rgb` or `#rrggbb`; null: the page's own.",
  }),
);
const mode = Type.Enum(["auto", "light", "dark"]);
const colors = { accent: color, background: color, surface: color, text: color };
/** A button's words. */
const LABEL_LENGTH_MAX = 80;
const URL_LENGTH_MAX = 2048;

const backLink = closed({
  url: Type.String({ maxLength: URL_LENGTH_MAX, description: "An http:// or https:// URL." }),
  label: Type.String({ minLength: 1, maxLength: LABEL_LENGTH_MAX, pattern: TEXT_PATTERN }),
});

export const newPortalSession = declared<Wire.NewPortalSession>()(
  closed({
    expires_in_s: Type.Optional(
      Type.Integer({ minimum: SESSION_S.min, maximum: SESSION_S.max, default: SESSION_S.default }),
    ),
    is_read_only: Type.Optional(
      Type.Boolean({ default: false, description: "Whether whoever comes may look and change nothing." }),
    ),
    theme: Type.Optional(closed({ mode: Type.Optional(mode), ...Type.Partial(Type.Object(colors)).properties })),
    back_to: Type.Optional(nullable(backLink)),
  }),
);

const code = Type.String({ description: "What the link has behind `#code=`." });
export const enterSession = declared<Wire.EnterPortalSession>()(closed({ code }));

export const theme = declared<Wire.Theme>()(Type.Object({ mode, ...colors }));
export const backTo = nullable(declared<Wire.BackLink>()(Type.Object({ url: Type.String(), label: Type.String() })));

const sessionRow = {
  id: Type.String(),
  id_space: nullable(Type.String()),
  is_read_only: Type.Boolean(),
  theme,
  back_to: backTo,
  created_at: time,
  expires_at: time,
  entered_at: nullable(time),
  revoked_at: nullable(time),
};
export const portalSession = declared<Wire.PortalSession>()(Type.Object(sessionRow));
export const createdPortalSession = declared<Wire.CreatedPortalSession>()(
  Type.Object({ ...sessionRow, url: Type.String({ description: "Opens the page, once." }) }),
);
export const enteredPortalSession = declared<Wire.EnteredPortalSession>()(
  Type.Object({ ...sessionRow, token: Type.String({ description: "Works as a key until the session is over." }) }),
);
