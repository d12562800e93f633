import { useMemo } from "react";
import { useSearchParams } from "wouter";
import { useEventTypes } from "../data/queries.ts";
import { Button } from "../ui/button.tsx";
import { Select } from "../ui/field.tsx";

// What a list is narrowed to stands in the address, so that a link shows the same list.

const HOUR_MS = 3_600_000;
const SPANS = [
  { key: "1h", label: "Last hour", ms: HOUR_MS },
  { key: "24h", label: "Last 24 hours", ms: 24 * HOUR_MS },
  { key: "7d", label: "Last 7 days", ms: 7 * 24 * HOUR_MS },
] as const;

export interface TimedFilter {
  event?: string;
  since?: string;
}

/** The event type and the time that the address narrows a list to. */
export function useTimedFilter(): TimedFilter {
  const [params] = useSearchParams();
  const event = params.get("event");
  const span = SPANS.find(({ key }) => key === params.get("last"));
  // The span begins when it is chosen: a beginning that moves on would be another list each time.
  const since = useMemo(() => span && new Date(Date.now() - span.ms).toISOString(), [span]);
  return { ...(event === null ? {} : { event }), ...(since === undefined ? {} : { since }) };
}

/** Narrows the list anew. What was chosen in it is let go of; `""` takes a filter away. */
export function useSetFilter(): (name: string, value: string) => void {
  const [, setParams] = useSearchParams();
  return (name, value) =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        next.delete("delivery");
        if (value === "") next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace: true },
    );
}

export function EventFilter() {
  const [params] = useSearchParams();
  const set = useSetFilter();
  const types = useEventTypes();
  const names = types.data?.map(({ name }) => name) ?? [];
  const event = params.get("event") ?? "";
  return (
    <Select aria-label="Event" className="max-w-56" value={event} onChange={({ target }) => set("event", target.value)}>
      <option value="">Any event</option>
      {event !== "" && !names.includes(event) && <option>{event}</option>}
      {names.map((name) => (
        <option key={name}>{name}</option>
      ))}
    </Select>
  );
}

export function TimeFilter() {
  const [params] = useSearchParams();
  const set = useSetFilter();
  return (
    <Select aria-label="Time" value={params.get("last") ?? ""} onChange={({ target }) => set("last", target.value)}>
      <option value="">Any time</option>
      {SPANS.map(({ key, label }) => (
        <option key={key} value={key}>
          {label}
        </option>
      ))}
    </Select>
  );
}

/** Takes all filters away; not there where there are none. */
export function ClearFilters({ names }: { names: readonly string[] }) {
  const [params, setParams] = useSearchParams();
  if (!names.some((name) => params.has(name))) return null;
  return (
    <Button kind="quiet" icon="close" onClick={() => setParams({}, { replace: true })}>
      Clear
    </Button>
  );
}
