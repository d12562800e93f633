import type { Delivery } from "@posthorn/sdk";
import { ResponseStatus } from "../ui/response-status.tsx";
import { DeliveryBadge } from "../ui/status.tsx";
import { Time } from "../ui/time.tsx";
import { milliseconds } from "./timing-bar.tsx";

interface RowProps {
  delivery: Delivery;
  isChosen: boolean;
  /** It has come in while the list was on screen. */
  isNew: boolean;
  onChoose: () => void;
}

/** One delivery. Chosen, it opens beside the list, which leaves the row less room: what it shows goes by that. */
export function DeliveryRow({ delivery, isChosen, isNew, onChoose }: RowProps) {
  const { status, event, created_at, attempt_count, last_response_status, last_error_code, last_duration_ms } =
    delivery;
  return (
    <li className="border-b border-line last:border-0">
      <button
        type="button"
        aria-pressed={isChosen}
        data-row={delivery.id}
        onClick={onChoose}
        className={`grid w-full grid-cols-[6.25rem_minmax(0,1fr)_auto] @xl:grid-cols-[6.75rem_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-0.5 px-4 py-2 text-start text-sm focus-visible:outline-offset-[-2px] ${
          isChosen ? "bg-accent-soft" : "hover:bg-hover"
        } ${isNew ? "arriving" : ""}`}
      >
        <span>
          <DeliveryBadge status={status} />
        </span>
        <span className="grid min-w-0">
          <span className="truncate font-mono text-xs">{event}</span>
          {last_error_code !== null && (
            <span className="truncate @xl:hidden">
              <ResponseStatus status={last_response_status} code={last_error_code} />
            </span>
          )}
        </span>
        <span className="flex items-center gap-4">
          {attempt_count > 1 && (
            <span className="hidden text-xs text-ink-muted @xl:inline">{attempt_count} attempts</span>
          )}
          <span className="hidden min-w-12 text-end @xl:inline">
            <ResponseStatus status={last_response_status} code={last_error_code} />
          </span>
          <span className="numeric hidden w-16 text-end text-xs text-ink-muted @xl:inline">
            {last_duration_ms === null ? "" : milliseconds(last_duration_ms)}
          </span>
          <span className="text-end @xl:w-28 text-xs text-ink-muted">
            <Time at={created_at} style="local" />
          </span>
        </span>
      </button>
    </li>
  );
}
