import type * as Wire from "@posthorn/sdk";
import { toIsoTime } from "../core/clock.ts";
import { type BackLink, PLAIN_THEME, type PortalSession } from "../core/portal-session.ts";
import { type FieldError, ProblemError } from "../core/problems.ts";
import { shown } from "../core/shown.ts";
import type { SessionDetails } from "./new-session.ts";
import { invalidRequest } from "./problem-answers.ts";
import { toTime } from "./wire.ts";

export function toWireSession(session: PortalSession): Wire.PortalSession {
  return {
    id: session.id,
    id_space: session.idSpace,
    is_read_only: session.isReadOnly,
    theme: session.theme,
    back_to: session.backTo,
    created_at: toIsoTime(session.createdAt),
    expires_at: toIsoTime(session.expiresAt),
    entered_at: toTime(session.enteredAt),
    revoked_at: toTime(session.revokedAt),
  };
}

/** What is asked for, for a space or an operator. Throws `invalid_request` for a way back that is no web page's URL. */
export function toSessionDetails(idSpace: string | null, body: Wire.NewPortalSession): SessionDetails {
  return {
    idSpace,
    isReadOnly: body.is_read_only ?? false,
    theme: { ...PLAIN_THEME, ...body.theme },
    backTo: toBackTo(body.back_to ?? null),
    expiresInS: body.expires_in_s,
  };
}

/** A link with any other scheme could run code in the page. */
function toBackTo(link: Wire.BackLink | null): BackLink | null {
  if (link === null) return null;
  const url = URL.parse(link.url);
  if (url?.protocol === "https:" || url?.protocol === "http:") return { url: url.href, label: link.label };
  const message = `expected a URL that begins with https:// or http://, got ${shown(link.url)}`;
  const errors: FieldError[] = [{ path: "back_to.url", message }];
  throw new ProblemError(invalidRequest(errors));
}
