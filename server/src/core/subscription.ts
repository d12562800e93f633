/** What an endpoint asks for: event type names, families such as `lead.*`, or `*` for all there are and will be. */
export type Subscription = readonly string[];

/** A name, a family (`lead.*`, `campaign.email.*`), or `*`. Segments as Standard Webhooks advises: `[A-Za-z0-9_]`. */
export const SUBSCRIPTION_PATTERN = "^(?:\\*|[A-Za-z0-9_]+(?:\\.[A-Za-z0-9_]+)*(?:\\.\\*)?)$";

/**
 * Whether a subscription includes an event type. `lead.*` takes every type below `lead.`, at any depth
 * (`lead.create`, `lead.task.create`), and not `lead` itself.
 */
export function isSubscribed(subscription: Subscription, event: string): boolean {
  for (const wanted of subscription) {
    if (wanted === "*" || wanted === event) return true;
    if (wanted.endsWith(".*") && event.startsWith(wanted.slice(0, -1))) return true;
  }
  return false;
}
