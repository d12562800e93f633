import assert from "node:assert/strict";
import { PLAIN_THEME, type PortalSession } from "../../core/portal-session.ts";
import type { Claims, World } from "./world.ts";

const HOUR_MS = 3_600_000;

export const sessionClaims: Claims = {
  async "makes its space exist"(world) {
    assert.equal(await world.store.getSpace(world.idSpace), null);
    await addSession(world);
    assert.equal((await world.store.getSpace(world.idSpace))?.endpointCount, 0);
    await world.addEndpoint();
    assert.equal((await world.store.getSpace(world.idSpace))?.endpointCount, 1);
  },

  async "gives a code's session its token, once, also to calls that come together"(world) {
    const { sessions } = world.store;
    const session = await addSession(world, { codeHash: "a" });
    world.clock.advance(10);
    const now = world.clock.now();
    assert.equal(await sessions.findByToken("t-1"), null);
    const entered = { ...session, tokenHash: "t-1", enteredAt: now };
    assert.deepEqual(await Promise.all([sessions.enter("a", "t-1", now), sessions.enter("a", "t-2", now)]), [
      { kind: "entered", session: entered },
      { kind: "used" },
    ]);
    assert.deepEqual(await sessions.findByToken("t-1"), entered);
    assert.equal(await sessions.findByToken("t-2"), null);
    assert.deepEqual(await sessions.enter("b", "t-3", now), { kind: "unknown" });
  },

  async "lets nobody in once it has expired or was revoked, and still finds its token"(world) {
    const { sessions } = world.store;
    const first = await addSession(world, { codeHash: "a" });
    await addSession(world, { codeHash: "b" });
    const now = world.clock.now();
    await sessions.enter("a", "t-1", now);
    assert.equal(await sessions.revoke(world.idSpace, first.id, now), true);
    assert.equal(await sessions.revoke(world.idSpace, first.id, now), false);
    assert.deepEqual(await sessions.enter("a", "t-2", now), { kind: "revoked" });
    assert.equal((await sessions.findByToken("t-1"))?.revokedAt, now);
    assert.deepEqual(await sessions.enter("b", "t-3", now + HOUR_MS), { kind: "expired" });
    assert.equal((await sessions.enter("b", "t-3", now + HOUR_MS - 1)).kind, "entered");
  },

  async "revokes and lists a space's own sessions only, newest first; null is the operators'"(world) {
    const { sessions } = world.store;
    const own = [await addSession(world), await addSession(world), await addSession(world)];
    const operators = await addSession(world, { idSpace: null });
    const listed = async (idSpace: string | null, cursor: string | null = null) =>
      sessions.list({ idSpace, limit: 2, cursor });
    const page = await listed(world.idSpace);
    assert.deepEqual(page.items, [own[2], own[1]]);
    assert.deepEqual(await listed(world.idSpace, page.nextCursor), { items: [own[0]], nextCursor: null });
    assert.deepEqual((await listed(null)).items, [operators]);
    const now = world.clock.now();
    assert.equal(await sessions.revoke(null, own[0]?.id ?? "", now), false);
    assert.equal(await sessions.revoke(world.idSpace, operators.id, now), false);
    assert.equal(await sessions.revoke(null, operators.id, now), true);
  },

  async "keeps all of a session through a restart"(world) {
    const theme = { ...PLAIN_THEME, mode: "dark", accent: "#0a7cff" } as const;
    const backTo = { url: "https://app.example/settings", label: "Zurück 🎉" };
    const session = await addSession(world, { theme, backTo, isReadOnly: true });
    await world.reopen("death");
    const { items } = await world.store.sessions.list({ idSpace: world.idSpace, limit: 10, cursor: null });
    assert.deepEqual(items, [session]);
  },

  async "deletes those that expired before a time, and no others"(world) {
    const { sessions } = world.store;
    const now = world.clock.now();
    await addSession(world, { expiresAt: now });
    const young = await addSession(world, { expiresAt: now + 1 });
    assert.equal(await sessions.prune(now + 1), 1);
    assert.equal(await sessions.prune(now + 1), 0);
    assert.deepEqual((await sessions.list({ idSpace: world.idSpace, limit: 10, cursor: null })).items, [young]);
  },
};

async function addSession(world: World, patch: Partial<PortalSession> = {}): Promise<PortalSession> {
  const id = world.makeId("pse");
  const now = world.clock.now();
  const session: PortalSession = {
    id,
    idSpace: world.idSpace,
    isReadOnly: false,
    theme: PLAIN_THEME,
    backTo: null,
    codeHash: `code of ${id}`,
    tokenHash: null,
    createdAt: now,
    expiresAt: now + HOUR_MS,
    enteredAt: null,
    revokedAt: null,
    ...patch,
  };
  await world.store.sessions.insert(session);
  return session;
}
