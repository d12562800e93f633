import type { Delivery } from "@posthorn/sdk";
import { type KeyboardEvent, type ReactNode, useRef } from "react";
import { useSearchParams } from "wouter";
import type { DeliveryFilter } from "../data/keys.ts";
import { rowsOf } from "../data/live-rows.ts";
import { Loaded } from "../ui/loaded.tsx";
import { Card } from "../ui/page-header.tsx";
import { BackToNewest, ShowOlder } from "../ui/show-older.tsx";
import { State } from "../ui/states.tsx";
import { DeliveryPanel } from "./delivery-panel.tsx";
import { useDeliveries } from "./delivery-queries.ts";
import { DeliveryRow } from "./delivery-row.tsx";

/** Deliveries, live as they come, with the chosen one beside them. The arrow keys go up and down. */
export function DeliveryList({ filter, empty }: { filter: DeliveryFilter; empty: ReactNode }) {
  const list = useDeliveries(filter);
  const [params, setParams] = useSearchParams();
  const chosen = params.get("delivery");
  const rows = rowsOf<Delivery>(list.query.data);
  // What came after the first look is new; what comes by a page is old.
  const opened = useRef(new Date().toISOString());

  function choose(id: string | null): void {
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        if (id === null) next.delete("delivery");
        else next.set("delivery", id);
        return next;
      },
      { replace: true },
    );
  }

  function walk(event: KeyboardEvent<HTMLUListElement>): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") choose(null);
    if (step === undefined) return;
    event.preventDefault();
    const buttons = [...event.currentTarget.querySelectorAll<HTMLButtonElement>("[data-row]")];
    const next = buttons[buttons.findIndex((button) => button.matches(":focus")) + step];
    next?.focus();
    // An open panel goes along; a closed one stays closed.
    if (chosen !== null) choose(next?.dataset["row"] ?? chosen);
  }

  return (
    <Loaded query={list.query} count={8} inCard>
      {() => (
        <div
          className={
            chosen === null ? "" : "xl:grid xl:grid-cols-[minmax(0,1fr)_minmax(0,36rem)] xl:items-start xl:gap-4"
          }
        >
          <div className="grid min-w-0 gap-3">
            <BackToNewest list={list} />
            <Card>
              {rows.length === 0 && !list.query.hasNextPage ? (
                empty
              ) : (
                <ul aria-label="Deliveries" onKeyDown={walk} className="@container">
                  {rows.map((delivery) => (
                    <DeliveryRow
                      key={delivery.id}
                      delivery={delivery}
                      isChosen={delivery.id === chosen}
                      isNew={delivery.created_at > opened.current}
                      onChoose={() => choose(delivery.id === chosen ? null : delivery.id)}
                    />
                  ))}
                </ul>
              )}
              {rows.length === 0 && list.query.hasNextPage && (
                <State icon="search" title="None among the latest">
                  Older ones have not been looked through yet.
                </State>
              )}
            </Card>
            <ShowOlder list={list} />
          </div>
          {chosen !== null && <DeliveryPanel key={chosen} id={chosen} onClose={() => choose(null)} />}
        </div>
      )}
    </Loaded>
  );
}
