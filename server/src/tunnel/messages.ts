import type { ListenAnswer } from "@posthorn/sdk";

/** Of words that a listener says about a failure: they end up in the endpoint's last failure. */
const DETAIL_LENGTH_MAX = 500;

/** What a listener has said. Null: it is no message of ours. */
export function parseAnswer(text: string): ListenAnswer | null {
  const message = parsed(text);
  if (message === null) return null;
  const { type, id, detail, status, headers, body } = message;
  if (type === "leave") return { type };
  if (typeof id !== "string") return null;
  if (type === "failed" && typeof detail === "string") return { type, id, detail: detail.slice(0, DETAIL_LENGTH_MAX) };
  if (type !== "answered" || !isStatus(status) || !isHeaders(headers) || typeof body !== "string") return null;
  return { type, id, status, headers, body };
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    // Any object may be looked into; what is in it is checked member by member.
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** A final status: those below 200 announce another. */
function isStatus(status: unknown): status is number {
  return typeof status === "number" && Number.isInteger(status) && status >= 200 && status <= 599;
}

function isHeaders(headers: unknown): headers is { [name: string]: string | string[] } {
  if (typeof headers !== "object" || headers === null || Array.isArray(headers)) return false;
  return Object.values(headers).every((value) => [value].flat().every((each) => typeof each === "string"));
}
