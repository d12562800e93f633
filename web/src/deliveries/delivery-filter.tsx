import type { DeliveryStatus } from "@posthorn/sdk";
import { useSearchParams } from "wouter";
import type { DeliveryFilter } from "../data/keys.ts";
import { ClearFilters, EventFilter, TimeFilter, useSetFilter, useTimedFilter } from "../filters/list-filter.tsx";
import { Select } from "../ui/field.tsx";
import { DELIVERY_LOOKS } from "../ui/status.tsx";

/** What the address narrows a list of deliveries to. */
export function useDeliveryFilter(fixed: DeliveryFilter): DeliveryFilter {
  const [params] = useSearchParams();
  const timed = useTimedFilter();
  const status = statusOf(params.get("status"));
  return { ...fixed, ...timed, ...(status === null ? {} : { status }) };
}

export function DeliveryFilterBar() {
  const [params] = useSearchParams();
  const set = useSetFilter();
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
      <EventFilter />
      <TimeFilter />
      <ClearFilters names={["status", "event", "last"]} />
    </div>
  );
}

function statusOf(text: string | null): DeliveryStatus | null {
  return (Object.keys(DELIVERY_LOOKS) as DeliveryStatus[]).find((status) => status === text) ?? null;
}
