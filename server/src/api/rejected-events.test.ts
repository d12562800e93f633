import assert from "node:assert/strict";
import { test } from "node:test";
import { openApi, SPACE } from "../../test/api-server.ts";
import type { EmittedStore, RejectedEvent } from "../store/emitted.ts";

const REJECTED: RejectedEvent = {
  id: "e1",
  idSpace: SPACE,
  event: "tag.create",
  payload: Buffer.from('{"n": 1.50}'),
  changes: '{"fields":["n"]}',
  actor: '{"type":"user"}',
  correlationId: "c",
  occurredAt: 1_700_000_000_000,
  emittedAt: 1_700_000_000_001,
  rejectedAt: 1_700_000_000_002,
  problem: { code: "invalid_payload", detail: "Not so.", errors: [{ path: "payload.id", message: "required" }] },
};

test("where no app can have transactions in the database, a space has no rejected events", async (t) => {
  const api = await openApi(t);
  const path = `/v1/spaces/${SPACE}/rejected-events`;
  assert.equal((await api.call("GET", path)).status, 404);
  await api.call("POST", "/v1/events", { id_space: SPACE, event: "tag.create", payload: {} });
  assert.deepEqual((await api.call("GET", path)).body, { data: [], next_cursor: null });
  assert.equal((await api.call("GET", `${path}/e1`)).status, 404);
});

test("a rejected event is shown with its reason and, alone, with all that the app has said, byte for byte", async (t) => {
  const api = await openApi(t);
  const emitted: Pick<EmittedStore, "listRejected" | "getRejected"> = {
    listRejected: async () => ({ items: [REJECTED], nextCursor: null }),
    getRejected: async (idSpace, id) => (idSpace === SPACE && id === "e1" ? REJECTED : null),
  };
  const shown = await openApi(t, { store: { ...api.store, emitted: emitted as EmittedStore } });
  const path = `/v1/spaces/${SPACE}/rejected-events`;
  const { body } = await shown.call("GET", path);
  assert.deepEqual(body.data, [
    {
      id: "e1",
      id_space: SPACE,
      event: "tag.create",
      occurred_at: "2023-11-14T22:13:20.000Z",
      emitted_at: "2023-11-14T22:13:20.001Z",
      rejected_at: "2023-11-14T22:13:20.002Z",
      error: REJECTED.problem,
    },
  ]);
  const one = await shown.call("GET", `${path}/e1`);
  assert.match(one.text, /"payload":\{"n": 1\.50\},"changes":\{"fields":\["n"\]\},"actor":\{"type":"user"\}\}$/);
  assert.equal((await shown.call("GET", `${path}/e2`)).status, 404);
});
