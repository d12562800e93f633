import type { Delivery } from "@posthorn/sdk";
import { useSearchParams } from "wouter";
import { useEndpoints } from "../data/queries.ts";
import { DeliveryPanel } from "../deliveries/delivery-panel.tsx";
import { milliseconds } from "../deliveries/timing-bar.tsx";
import { Card } from "../ui/page-header.tsx";
import { ResponseStatus } from "../ui/response-status.tsx";
import { State } from "../ui/states.tsx";
import { DeliveryBadge } from "../ui/status.tsx";
import { UrlText } from "../ui/url-text.tsx";

/** Where an event went: one row for each endpoint, with what came of it. */
export function EventDeliveries({ deliveries }: { deliveries: readonly Delivery[] }) {
  const [params, setParams] = useSearchParams();
  const endpoints = useEndpoints();
  const chosen = params.get("delivery");
  const choose = (id: string | null) => setParams(id === null ? {} : { delivery: id }, { replace: true });
  const urls = new Map(endpoints.data?.map(({ id, url }) => [id, url]));
  return (
    <section className="grid gap-2">
      <h2 className="text-base font-semibold">
        {deliveries.length === 1 ? "Delivery" : "Deliveries"}{" "}
        <span className="numeric font-normal text-ink-muted">{deliveries.length}</span>
      </h2>
      <div
        className={
          chosen === null ? "" : "xl:grid xl:grid-cols-[minmax(0,1fr)_minmax(0,36rem)] xl:items-start xl:gap-4"
        }
      >
        <Card>
          {deliveries.length === 0 ? (
            <State icon="endpoints" title="It was sent to nobody">
              No endpoint wanted this event when it was accepted.
            </State>
          ) : (
            <ul aria-label="Deliveries" className="@container">
              {deliveries.map((delivery) => (
                <Row
                  key={delivery.id}
                  delivery={delivery}
                  url={urls.get(delivery.id_endpoint)}
                  isChosen={delivery.id === chosen}
                  onChoose={() => choose(delivery.id === chosen ? null : delivery.id)}
                />
              ))}
            </ul>
          )}
        </Card>
        {chosen !== null && <DeliveryPanel key={chosen} id={chosen} onClose={() => choose(null)} />}
      </div>
    </section>
  );
}

interface RowProps {
  delivery: Delivery;
  /** Undefined: the endpoint was deleted since. */
  url: string | undefined;
  isChosen: boolean;
  onChoose: () => void;
}

function Row({ delivery, url, isChosen, onChoose }: RowProps) {
  const { status, id_endpoint, last_response_status, last_error_code, last_duration_ms } = delivery;
  return (
    <li className="border-b border-line last:border-0">
      <button
        type="button"
        aria-pressed={isChosen}
        onClick={onChoose}
        className={`grid w-full grid-cols-[auto_minmax(0,1fr)_auto] @xl:grid-cols-[6.75rem_minmax(0,1fr)_auto] items-center gap-x-3 px-4 py-2 text-start text-sm focus-visible:outline-offset-[-2px] ${isChosen ? "bg-accent-soft" : "hover:bg-hover"}`}
      >
        <span>
          <DeliveryBadge status={status} />
        </span>
        {url === undefined ? (
          <span className="truncate text-ink-muted">
            <span className="font-mono text-xs">{id_endpoint}</span>, deleted since
          </span>
        ) : (
          <UrlText url={url} />
        )}
        <span className="flex items-center gap-4">
          <ResponseStatus status={last_response_status} code={last_error_code} />
          <span className="numeric hidden w-16 text-end text-xs text-ink-muted @xl:inline">
            {last_duration_ms === null ? "" : milliseconds(last_duration_ms)}
          </span>
        </span>
      </button>
    </li>
  );
}
