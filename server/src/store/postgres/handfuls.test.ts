import assert from "node:assert/strict";
import { after, before, describe, it, type TestContext } from "node:test";
import { createPostgresDatabase, type PostgresDatabase } from "../../../test/postgres-database.ts";
import { type PostgresProxy, startPostgresProxy } from "../../../test/postgres-proxy.ts";
import { openWorld } from "../../../test/postgres-world.ts";
import { until } from "../../../test/until.ts";
import type { OwedDelivery } from "../../core/delivery.ts";
import type { Endpoint } from "../../core/endpoint.ts";
import { createManualClock } from "../conformance/harness.ts";
import { only, type World } from "../conformance/world.ts";
import { StoreUnavailable } from "../store-errors.ts";

/** Written without an owner, as when there is no room in memory. */
const LEFT = { delivery: { isOwned: false } };

let database: PostgresDatabase;
let proxy: PostgresProxy;

before(async () => {
  database = await createPostgresDatabase();
  proxy = await startPostgresProxy(database.url);
});

after(async () => {
  await proxy.close();
  await database.drop();
});

/** A store that reaches Postgres by way of the proxy, with one endpoint. */
async function setUp(t: TestContext) {
  const clock = createManualClock();
  const world = await openWorld(t, database, clock, proxy.url);
  return { world, clock, endpoint: await world.addEndpoint() };
}

/** Who has each in hand: this node, or nobody. */
async function inHand(): Promise<boolean[]> {
  const owed = await database.query("select owner is not null as is_owned from posthorn.owed order by id");
  return owed.map(({ is_owned }) => Boolean(is_owned));
}

/** What a node does again and again: it says that it lives, and looks for what nobody has in hand. */
async function beat({ store }: World): Promise<number> {
  await store.beat();
  return (await store.listBacklog()).length;
}

/** A claim that comes to nothing: what becomes of what it says to Postgres at this point is for the test to say. */
async function failingClaim(world: World, endpoint: Endpoint, fate: "lose" | "loseAnswer"): Promise<void> {
  const stopped = proxy.stopAt("commit");
  const claiming = assert.rejects(world.claim(endpoint), StoreUnavailable);
  await (await stopped)[fate]();
  await claiming;
}

/** The server may yet have to learn of a broken connection, and keeps rows locked until then. */
async function untilClaimed(world: World, endpoint: Endpoint): Promise<OwedDelivery[]> {
  let claimed: OwedDelivery[] = [];
  await until("something to claim", async () => {
    claimed = await world.claim(endpoint);
    return claimed.length > 0;
  });
  return claimed;
}

const idsOf = (claimed: readonly { id: string }[]) => claimed.map(({ id }) => id);

describe("a write whose answer was lost", () => {
  it("and that was not kept leaves what is claimed anew in this node's hand, and its failure is counted once", async (t) => {
    const { world, endpoint } = await setUp(t);
    const id = only(await world.post([endpoint], LEFT));
    await failingClaim(world, endpoint, "lose");
    assert.deepEqual(idsOf(await untilClaimed(world, endpoint)), [id]);
    assert.equal(await beat(world), 0, "it waits for nobody else");
    assert.deepEqual(await inHand(), [true]);
    const { status, health } = await world.end(endpoint, id, "failed");
    assert.deepEqual([status, health?.consecutiveFailures], ["failed", 1]);
  });

  it("and that was kept is put back in line, to be claimed once", async (t) => {
    const { world, endpoint } = await setUp(t);
    const id = only(await world.post([endpoint], LEFT));
    await failingClaim(world, endpoint, "loseAnswer");
    assert.deepEqual(await world.claim(endpoint), [], "it is in this node's hand, which does not know it");
    assert.equal(await beat(world), 1);
    assert.deepEqual(idsOf(await world.claim(endpoint)), [id]);
    assert.equal(await beat(world), 0);
    assert.deepEqual(await inHand(), [true]);
  });

  it("puts events in line that were kept, and nothing where they were not", async (t) => {
    const { world, endpoint } = await setUp(t);
    for (const fate of ["loseAnswer", "lose"] as const) {
      const posted = await world.event([endpoint]);
      const stopped = proxy.stopAt("accept");
      const posting = assert.rejects(world.store.acceptEvents([posted]), StoreUnavailable);
      await (await stopped)[fate]();
      await posting;
      await beat(world);
      assert.deepEqual(idsOf(await world.claim(endpoint)), fate === "lose" ? [] : idsOf(posted.deliveries));
      await beat(world);
    }
    assert.deepEqual(await inHand(), [true]);
  });

  it("is looked for until it can come no more", async (t) => {
    const { world, clock, endpoint } = await setUp(t);
    await world.post([endpoint]);
    const posted = await world.event([endpoint]);
    const stopped = proxy.stopAt("accept");
    const posting = assert.rejects(world.store.acceptEvents([posted]), StoreUnavailable);
    const late = await stopped;
    late.breakOff();
    await posting;
    // However long nobody could look: only then its time begins.
    clock.advance(3_600_000);
    assert.equal(await beat(world), 0);
    clock.advance(59_000);
    await late.passOn();
    assert.deepEqual(await inHand(), [true, true]);
    assert.equal(await beat(world), 1);
    assert.deepEqual(await inHand(), [true, false]);
    assert.deepEqual(idsOf(await world.claim(endpoint)), idsOf(posted.deliveries));
  });
});

describe("what is put back in line after a lost answer", () => {
  it("is put back once, also where the answer to that is lost too", async (t) => {
    const { world, endpoint } = await setUp(t);
    const id = only(await world.post([endpoint], LEFT));
    await failingClaim(world, endpoint, "loseAnswer");
    const stopped = proxy.stopAt("put_back");
    const looking = assert.rejects(world.store.listBacklog(), StoreUnavailable);
    await (await stopped).loseAnswer();
    await looking;
    assert.deepEqual(idsOf(await untilClaimed(world, endpoint)), [id]);
    assert.equal(await beat(world), 0);
    assert.deepEqual(await inHand(), [true]);
  });

  it("is what that write has put into the hand, not what was held, resumed and claimed anew while it was being put back in line", async (t) => {
    const { world, endpoint } = await setUp(t);
    const id = only(await world.post([endpoint], LEFT));
    await failingClaim(world, endpoint, "loseAnswer");
    const stopped = proxy.stopAt("put_back");
    const looking = world.store.listBacklog();
    const puttingBack = await stopped;
    await world.store.changeHealth(world.idSpace, endpoint.id, "pause");
    assert.equal(await world.store.releasePending(endpoint.id, [], 10), 1);
    await world.store.changeHealth(world.idSpace, endpoint.id, "resume");
    assert.deepEqual(idsOf(await world.claim(endpoint)), [id]);
    await puttingBack.passOn();
    await looking;
    assert.equal(await beat(world), 0);
    assert.deepEqual(await inHand(), [true]);
  });

  it("is nothing of a node's that was taken for dead: what it claims as a new one stays in its hand", async (t) => {
    const { world, endpoint } = await setUp(t);
    const id = only(await world.post([endpoint], LEFT));
    await failingClaim(world, endpoint, "loseAnswer");
    await database.query("update posthorn.node_fence set is_dead = true");
    assert.equal(await beat(world), 1);
    const claimed = only(await world.claim(endpoint));
    assert.deepEqual([claimed.id, claimed.trigger], [id, "takeover"]);
    assert.equal(await beat(world), 0);
    assert.deepEqual(await inHand(), [true]);
  });
});

describe("letting go that comes late", () => {
  it("leaves alone what was claimed since", async (t) => {
    const { world, endpoint } = await setUp(t);
    const id = only(await world.post([endpoint]));
    const stopped = proxy.stopAt("release");
    const releasing = assert.rejects(world.store.releasePending(endpoint.id, [], 10), StoreUnavailable);
    const late = await stopped;
    late.breakOff();
    await releasing;
    assert.equal(await world.store.releasePending(endpoint.id, [], 10), 1);
    assert.deepEqual(idsOf(await world.claim(endpoint)), [id]);
    await late.passOn();
    assert.deepEqual(await inHand(), [true]);
  });
});
