import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { acceptingClaims } from "./accepting.ts";
import { activityClaims } from "./activity.ts";
import { claimingClaims } from "./claiming.ts";
import { endingClaims } from "./ending.ts";
import { endpointClaims } from "./endpoints.ts";
import { eventTypeClaims } from "./event-types.ts";
import { createManualClock, type OpenHarness } from "./harness.ts";
import { keyClaims } from "./keys.ts";
import { listenerClaims } from "./listeners.ts";
import { listingClaims } from "./listing.ts";
import { outcomeClaims } from "./outcomes.ts";
import { overviewClaims } from "./overview.ts";
import { owedClaims } from "./owed.ts";
import { pruningClaims } from "./pruning.ts";
import { replayClaims } from "./replays.ts";
import { rowClaims } from "./rows.ts";
import { sessionClaims } from "./sessions.ts";
import { sharedReplayClaims } from "./shared-replays.ts";
import { sharingClaims } from "./sharing.ts";
import { type Claims, createWorld } from "./world.ts";

const SUITE: Readonly<Record<string, Claims>> = {
  "accepting events": acceptingClaims,
  "endpoints and spaces": endpointClaims,
  lists: listingClaims,
  "claiming what is owed": claimingClaims,
  "holding, discarding, counting": endingClaims,
  "recording outcomes": outcomeClaims,
  "event types": eventTypeClaims,
  listeners: listenerClaims,
  "range replays": replayClaims,
  keys: keyClaims,
  pruning: pruningClaims,
  activity: activityClaims,
  "the overview": overviewClaims,
  "what is owed": owedClaims,
  "rows by id": rowClaims,
  "portal sessions": sessionClaims,
};

/** Says what every store must do that several nodes share. */
export function describeSharing(name: string, openHarness: OpenHarness): void {
  describe(`${name}, shared by nodes`, () => {
    for (const [claim, prove] of Object.entries({ ...sharingClaims, ...sharedReplayClaims })) {
      it(claim, async (t) => {
        const clock = createManualClock();
        const harness = await openHarness(clock);
        t.after(() => harness.dispose());
        assert.ok(harness.shared);
        await prove(createWorld(harness, clock), harness.shared);
      });
    }
  });
}

/** Says what every store must do. A twin passes when all of it holds. */
export function describeStore(name: string, openHarness: OpenHarness): void {
  for (const [part, claims] of Object.entries(SUITE)) {
    describe(`${name}, ${part}`, () => {
      for (const [claim, prove] of Object.entries(claims)) {
        it(claim, async (t) => {
          const clock = createManualClock();
          const harness = await openHarness(clock);
          t.after(() => harness.dispose());
          await prove(createWorld(harness, clock));
        });
      }
    });
  }
}
