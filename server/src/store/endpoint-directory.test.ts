import assert from "node:assert/strict";
import { test } from "node:test";
import { newEndpoint } from "../../test/stages.ts";
import { createEndpointDirectory } from "./endpoint-directory.ts";
import type { EndpointChange, Routes } from "./endpoints.ts";

function setUp() {
  const reads: { idSpace: string; answer(routes: Routes): void }[] = [];
  let change: (change: EndpointChange) => void = () => {};
  let lose = () => {};
  const directory = createEndpointDirectory({
    getRoutes: (idSpace) => new Promise((answer) => reads.push({ idSpace, answer })),
    watchEndpoints(listener) {
      change = listener;
      return () => {};
    },
    watchLost(listener) {
      lose = listener;
      return () => {};
    },
  });
  return { directory, reads, lose: () => lose(), change: (idSpace: string) => change({ idSpace, idEndpoint: "ep" }) };
}

test("a space is read once, also by those who ask at the same time, until one of its endpoints changes", async () => {
  const { directory, reads, change } = setUp();
  const asked = [directory.routes("a"), directory.routes("a")];
  assert.equal(reads.length, 1);
  reads[0]?.answer({ version: 1, endpoints: [] });
  await Promise.all(asked);
  assert.equal((await directory.routes("a")).version, 1);
  assert.equal(directory.cachedRoutes("a")?.version, 1);
  change("b");
  assert.equal(directory.cachedRoutes("a")?.version, 1);
  change("a");
  assert.equal(directory.cachedRoutes("a"), undefined);
  const again = directory.routes("a");
  reads[1]?.answer({ version: 2, endpoints: [] });
  assert.equal((await again).version, 2);
});

test("what was read before a change is not remembered after it", async () => {
  const { directory, reads, change } = setUp();
  const old = directory.routes("a");
  change("a");
  const fresh = directory.routes("a");
  reads[1]?.answer({ version: 2, endpoints: [] });
  reads[0]?.answer({ version: 1, endpoints: [] });
  await Promise.all([old, fresh]);
  assert.equal(directory.cachedRoutes("a")?.version, 2);
});

test("an endpoint is found in its space, and one that is not there is null", async () => {
  const { directory, reads } = setUp();
  const endpoint = newEndpoint({ idSpace: "a" });
  const asked = directory.endpoint("a", endpoint.id);
  reads[0]?.answer({ version: 1, endpoints: [endpoint] });
  assert.equal(await asked, endpoint);
  assert.equal(await directory.endpoint("a", "ep_other"), null);
});

test("after its node was taken for dead it knows nothing any more, since changes may have been missed", async () => {
  const { directory, reads, lose } = setUp();
  const asked = directory.routes("a");
  reads[0]?.answer({ version: 1, endpoints: [] });
  await asked;
  lose();
  assert.equal(directory.cachedRoutes("a"), undefined);
});
