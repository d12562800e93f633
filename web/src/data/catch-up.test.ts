import assert from "node:assert/strict";
import { test } from "node:test";
import type { Endpoint } from "@posthorn/sdk";
import { QueryClient } from "@tanstack/react-query";
import { applyMessages, withMessages } from "./apply-messages.ts";
import { createCatchUp } from "./catch-up.ts";
import { keys } from "./keys.ts";

const SPACE = "eb8edc65-129a-4cb6-abbe-6bf8979c0658";

function endpointOf(id: string, failures: number): Endpoint {
  return { id, id_space: SPACE, status: "active", consecutive_failures: failures } as Endpoint;
}

test("an answer that was read before a message came does not undo it", async () => {
  const queries = new QueryClient();
  let at = 0;
  const catchUp = createCatchUp(queries, SPACE, () => ++at);
  const queryKey = keys.endpoints(SPACE);
  queries.setQueryData(queryKey, [endpointOf("ep_1", 0)]);
  const answer = Promise.withResolvers<Endpoint[]>();
  const fetching = queries.fetchQuery({ queryKey, queryFn: () => answer.promise });
  const message = { kind: "endpoint" as const, endpoint: endpointOf("ep_1", 3) };
  catchUp.note(message);
  applyMessages(queries, SPACE, [message]);
  answer.resolve([endpointOf("ep_1", 0), endpointOf("ep_2", 0)]);
  await fetching;
  assert.deepEqual(
    queries.getQueryData<Endpoint[]>(queryKey)?.map(({ id, consecutive_failures }) => [id, consecutive_failures]),
    [
      ["ep_1", 3],
      ["ep_2", 0],
    ],
  );
  catchUp.stop();
});

test("an answer to what was asked after a message is newer than it, and stays", async () => {
  const queries = new QueryClient();
  let at = 0;
  const catchUp = createCatchUp(queries, SPACE, () => ++at);
  const queryKey = keys.endpoints(SPACE);
  catchUp.note({ kind: "endpoint", endpoint: endpointOf("ep_1", 3) });
  await queries.fetchQuery({ queryKey, queryFn: () => [endpointOf("ep_1", 4)] });
  assert.equal(queries.getQueryData<Endpoint[]>(queryKey)?.[0]?.consecutive_failures, 4);
  catchUp.stop();
});

test("messages change the lists they are about and leave everything else as it is", () => {
  const endpoints = [endpointOf("ep_1", 0)];
  const deleted = { kind: "endpoint_deleted", id_endpoint: "ep_1" } as const;
  assert.deepEqual(withMessages(keys.endpoints(SPACE), endpoints, [deleted]), []);
  const made = { kind: "endpoint", endpoint: endpointOf("ep_2", 0) } as const;
  assert.deepEqual(withMessages(keys.endpoints(SPACE), endpoints, [made]), [made.endpoint, ...endpoints]);
  assert.equal(withMessages(keys.activity(SPACE, "24h"), endpoints, [deleted, made]), endpoints);
  assert.equal(withMessages(keys.endpoint(SPACE, "ep_1"), endpoints[0], [made]), endpoints[0]);
});
