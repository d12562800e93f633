import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { watchStore } from "../src/live/changes.ts";
import { createHub } from "../src/live/hub.ts";
import { createOtherNodes } from "../src/live/other-nodes.ts";
import { openSqliteStore } from "../src/store/sqlite/sqlite-store.ts";
import type { Store } from "../src/store/store.ts";
import { StoreUnavailable } from "../src/store/store-errors.ts";
import { createManualClock } from "./manual-clock.ts";
import { outcomeOf } from "./outcomes.ts";
import { ID_SPACE, newEndpoint, turns } from "./stages.ts";

/** A hub on a real store, whose rows can be made to fail, and short words for what happens. */
export async function openHub(t: TestContext, { isAlone = true } = {}) {
  const clock = createManualClock();
  const opened = await openSqliteStore({ path: ":memory:", idNode: "node_1", clock });
  const { store, changes } = watchStore(opened);
  const state = { reads: 0, isAway: false };
  const rows: Store["rows"] = {
    ...store.rows,
    deliveries(...asked) {
      state.reads++;
      return state.isAway ? Promise.reject(new StoreUnavailable("away")) : store.rows.deliveries(...asked);
    },
  };
  let epochs = 0;
  const hub = createHub({
    clock,
    store: { ...store, rows },
    changes,
    watchOthers: isAlone ? null : createOtherNodes({ clock, store }),
    randomText: () => `epoch${++epochs}`,
    toJson(message) {
      switch (message.kind) {
        case "event":
          return JSON.stringify(["event", message.event.id]);
        case "delivery":
          return JSON.stringify([message.delivery.id, message.delivery.status]);
        case "endpoint":
          return JSON.stringify([message.endpoint.id, message.endpoint.health.consecutiveFailures]);
        case "endpoint_deleted":
          return JSON.stringify(["deleted", message.idEndpoint]);
      }
    },
  });
  t.after(async () => {
    hub.stop();
    await store.close({ isClean: true });
  });
  let posted = 0;
  return {
    clock,
    store,
    hub,
    state,
    /** Somebody who listens: what it was told, as contents and as ids. */
    listen(lastId: string | null = null, idSpace = ID_SPACE) {
      let text = "";
      const leave = hub.join(idSpace, lastId, {
        tell(more) {
          text += more;
        },
      });
      const told = (): unknown[] => [...text.matchAll(/^data: (.*)$/gm)].map(([, content = ""]) => JSON.parse(content));
      const lastTold = () => [...text.matchAll(/^id: (.*)$/gm)].at(-1)?.[1] ?? null;
      return { leave, told, lastTold };
    },
    /** Lets what was gathered be told. */
    opened,
    async pass(ms = 200) {
      await turns(3);
      clock.advance(ms);
      await turns(5);
    },
    async addEndpoint(idSpace = ID_SPACE) {
      const endpoint = newEndpoint({ idSpace });
      await store.insertEndpoint(endpoint, 100);
      return endpoint;
    },
    /** An event with a delivery for each: the deliveries' ids. */
    async post(idEndpoints: readonly string[], idSpace = ID_SPACE) {
      const { version } = await store.getRoutes(idSpace);
      const id = `event-${++posted}`;
      const now = clock.now();
      const ids = idEndpoints.map((_, at) => `dlv_${String(posted).padStart(12, "0")}${String(at).padStart(8, "0")}`);
      const beside = { isTest: false, warnings: [], actor: null, correlationId: null };
      const head = { id, idSpace, event: "lead.create", occurredAt: now, createdAt: now };
      const event = { ...head, ...beside, deliveryCount: ids.length };
      const deliveries = ids.map((idDelivery, at) => {
        return { id: idDelivery, idEndpoint: idEndpoints[at] ?? "", status: "pending", isOwned: true } as const;
      });
      const content = { payload: Buffer.from("{}"), changes: null, isTimeGiven: false, routesVersion: version };
      assert.deepEqual(await store.acceptEvents([{ event, ...content, deliveries }]), [{ kind: "accepted" }]);
      return ids;
    },
    async end(idEndpoint: string, idDelivery: string, kind: "delivered" | "failed", idSpace = ID_SPACE) {
      await store.recordOutcomes([{ idDelivery, idSpace, idEndpoint, trigger: "event", outcome: outcomeOf(kind) }]);
    },
  };
}
