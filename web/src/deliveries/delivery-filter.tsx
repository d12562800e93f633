import type { DeliveryStatus } from "@posthorn/sdk";
import { useMemo } from "react";
import { useSearchParams } from "wouter";
import type { DeliveryFilter } from "../data/keys.ts";
import { useEventTypes } from "../data/queries.ts";
import { Button } from "../ui/button.tsx";
import { Select } from "../ui/field.tsx";
import { DELIVERY_LOOKS } from "../ui/status.tsx";

const HOUR_MS = 3_600_000;
const SPANS = [
  { key: "1h", label: "Last hour", ms: HOUR_MS },
  { key: "24h", label: "Last 24 hours", ms: 24 * HOUR_MS },
  { key: "7d", label: "Last 7 days", ms: 7 * 24 * HOUR_MS },
] as const;

/** What the address narrows a list of deliveries to, so that a link shows the same list. */
export function useDeliveryFilter(fixed: DeliveryFilter): DeliveryFilter {
  const [params] = useSearchParams();
  const status = statusOf(params.get("status"));
  const event = params.get("event");
  const span = SPANS.find(({ key }) => key === params.get("last"));
  // The span begins when it is chosen: a beginning that moves on would be another list each time.
  const since = useMemo(() => span && new Date(Date.now() - span.ms).toISOString(), [span]);
  return {
    ...fixed,
    ...(status === null ? {} : { status }),
    ...(event === null ? {} : { event }),
    ...(since === undefined ? {} : { since }),
  };
}

export function DeliveryFilterBar() {
  const [params, setParams] = useSearchParams();
  const types = useEventTypes();
  const names = types.data?.map(({ name }) => name) ?? [];
  const event = params.get("event") ?? "";
  const set = (name: string, value: string) =>
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
  const isNarrow = ["status", "event", "last"].some((name) => params.has(name));
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Select
        aria-label="State"
        value={params.get("status") ?? ""}
        onChange={({ target }) => set("status", target.value)}
      >
        <option value="">Any state</option>
        {Object.entries(DELIVERY_LOOKS).map(([status, { word }]) => (
          <option key={status} value={status}>
            {word}
          </option>
        ))}
      </Select>
      <Select
        aria-label="Event"
        className="max-w-56"
        value={event}
        onChange={({ target }) => set("event", target.value)}
      >
        <option value="">Any event</option>
        {event !== "" && !names.includes(event) && <option>{event}</option>}
        {names.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </Select>
      <Select aria-label="Time" value={params.get("last") ?? ""} onChange={({ target }) => set("last", target.value)}>
        <option value="">Any time</option>
        {SPANS.map(({ key, label }) => (
          <option key={key} value={key}>
            {label}
          </option>
        ))}
      </Select>
      {isNarrow && (
        <Button kind="quiet" icon="close" onClick={() => setParams({}, { replace: true })}>
          Clear
        </Button>
      )}
    </div>
  );
}

function statusOf(text: string | null): DeliveryStatus | null {
  return (Object.keys(DELIVERY_LOOKS) as DeliveryStatus[]).find((status) => status === text) ?? null;
}
