import assert from "node:assert/strict";
import { test } from "node:test";
import { call, listDeliveries } from "./api.ts";
import { RunIsWrong } from "./check.ts";
import { type Rig, withRig } from "./rig.ts";
import { spaceId } from "./traffic.ts";

/** One run of ten events, before which `spoil` does what a sender must not. */
function runSpoiled(spoil: (rig: Rig) => Promise<unknown>): Promise<unknown> {
  return withRig({ kind: "posthorn", from: "source", quietMs: 500 }, async (rig) => {
    await spoil(rig);
    return rig.run({ count: 10, pace: { kind: "closed", connections: 2 } });
  });
}

function endpointPath(rig: Rig): string {
  return `/v1/spaces/${spaceId(0)}/endpoints/${rig.endpoints[0]}`;
}

function change(rig: Rig, patch: Record<string, unknown>): Promise<unknown> {
  return call(rig.sender, "PATCH", endpointPath(rig), patch);
}

function isWrongFor(reason: RegExp): (error: unknown) => boolean {
  return (error) => error instanceof RunIsWrong && reason.test(error.message);
}

test("an accepted event that does not arrive fails the run", async () => {
  await assert.rejects(
    runSpoiled((rig) => change(rig, { events: ["tag.*"] })),
    isWrongFor(/10 accepted but not arrived/),
  );
});

test("a body that is not what was posted fails the run", async () => {
  await assert.rejects(
    runSpoiled((rig) => change(rig, { is_secret_in_body: false })),
    isWrongFor(/wrong requests: \/0\/0: the body is not what was posted/),
  );
});

test("a signature that is not the expected one fails the run", async () => {
  await assert.rejects(
    runSpoiled((rig) => call(rig.sender, "POST", `${endpointPath(rig)}/rotate`)),
    isWrongFor(/the signature is wrong/),
  );
});

test("an event that arrives twice, or whose outcome is recorded otherwise, fails the run", async () => {
  await withRig({ kind: "posthorn", from: "source" }, async (rig) => {
    const since = new Date();
    const posting = await rig.post({ count: 10, pace: { kind: "closed", connections: 2 } });
    const replayOne = async () => {
      const { value } = await listDeliveries(rig.sender, 0, since).next();
      await call(rig.sender, "POST", `/v1/spaces/${spaceId(0)}/deliveries/${value?.id}/replay`);
    };
    await assert.rejects(rig.settle(posting, replayOne), isWrongFor(/has come before[\s\S]*after 2 attempts/));
  });
});
