import type { Endpoint } from "@posthorn/sdk";
import { useSearchParams } from "wouter";
import { useSpace } from "../data/space.ts";
import { DeliveryFilterBar, useDeliveryFilter } from "../deliveries/delivery-filter.tsx";
import { DeliveryList } from "../deliveries/delivery-list.tsx";
import { Button, ButtonLink } from "../ui/button.tsx";
import { State } from "../ui/states.tsx";

/** What was sent to an endpoint, one row a delivery. */
export function DeliveriesTab({ endpoint }: { endpoint: Endpoint }) {
  const filter = useDeliveryFilter({ id_endpoint: endpoint.id });
  const isNarrow = Object.keys(filter).length > 1;
  return (
    <div className="grid gap-3">
      <DeliveryFilterBar />
      <DeliveryList filter={filter} empty={isNarrow ? <NoneFits /> : <NothingYet endpoint={endpoint} />} />
    </div>
  );
}

function NoneFits() {
  const [, setParams] = useSearchParams();
  return (
    <State
      icon="search"
      title="No delivery fits"
      actions={<Button onClick={() => setParams({}, { replace: true })}>Show all</Button>}
    >
      Choose another state, event or time.
    </State>
  );
}

function NothingYet({ endpoint }: { endpoint: Endpoint }) {
  const { to } = useSpace();
  return (
    <State
      icon="send"
      title="Nothing was sent yet"
      actions={
        <ButtonLink to={to(`/endpoints/${endpoint.id}/test`)} icon="send">
          Send a test
        </ButtonLink>
      }
    >
      Deliveries show up here as they happen.
    </State>
  );
}
