/** How whatever one types into or chooses from looks. */
export const CONTROL =
  "w-full min-w-0 rounded-md border border-control bg-raised px-2.5 text-base text-ink transition-colors hover:border-ink-muted focus-visible:outline-offset-0 focus-visible:rounded-md aria-invalid:border-bad disabled:opacity-60 disabled:bg-sunken";
