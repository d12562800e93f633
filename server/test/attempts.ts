import { randomBytes } from "node:crypto";
import type { TestContext } from "node:test";
import { type Attempter, type AttempterOptions, createAttempter } from "../src/attempt/attempter.ts";
import type { OwedDelivery } from "../src/core/delivery.ts";
import type { Endpoint } from "../src/core/endpoint.ts";
import { HEALTHY } from "../src/core/endpoint-health.ts";
import { createIds } from "../src/core/ids.ts";
import type { Outcome } from "../src/core/outcome.ts";
import { systemClock } from "../src/system.ts";
import type { Receiver } from "./hostile-receiver.ts";

export const SIGNING_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
export const SPACE = "eb8edc65-129a-4cb6-abbe-6bf8979c0658";

/** An attempter that may send to this machine, closed when the test ends. */
export function attempterFor(test: TestContext, options: Partial<AttempterOptions> = {}): Attempter {
  const attempter = createAttempter({
    // Real sockets need real time.
    clock: systemClock,
    makeId: createIds(systemClock, randomBytes),
    version: "0.0.0-test",
    // Long enough for a machine under load; tests that wait for a timeout set a short one.
    timeoutMs: 20_000,
    connectTimeoutMs: 10_000,
    responseKeptBytesMax: 16_384,
    responseReadBytesMax: 65_536,
    guard: { allowAddresses: ["127.0.0.0/8", "::1/128"], isHttpAllowed: true },
    inbox: () => null,
    ...options,
  });
  test.after(() => attempter.close());
  return attempter;
}

/** Waits for a receiver that is still starting, and closes it when the test ends. */
export async function during(test: TestContext, starting: Promise<Receiver>): Promise<Receiver> {
  const receiver = await starting;
  test.after(() => receiver.close());
  return receiver;
}

export function endpointAt(url: string, changes: Partial<Endpoint> = {}): Endpoint {
  return {
    id: "ep_0000000000000000test",
    idSpace: SPACE,
    url,
    description: "",
    events: ["*"],
    headers: {},
    pauseAfter: 10,
    isSecretInBody: true,
    isListener: false,
    isElsewhere: false,
    envelope: "seed",
    secrets: { body: "wh_a46f35f22d9723a", signing: SIGNING_SECRET, previousSigning: [] },
    health: HEALTHY,
    createdAt: 0,
    updatedAt: 0,
    deletedAt: null,
    ...changes,
  };
}

export function deliveryOf(payload = '{"id":"lead-1"}', changes: Partial<OwedDelivery> = {}): OwedDelivery {
  return {
    id: "dlv_000000000000000test0",
    idSpace: SPACE,
    idEndpoint: "ep_0000000000000000test",
    idEvent: "evt_000000000000000test0",
    event: "lead.create",
    payload: Buffer.from(payload),
    occurredAt: 0,
    changes: null,
    actor: null,
    correlationId: null,
    trigger: "event",
    createdAt: 0,
    ...changes,
  };
}

/** The error of an outcome that must have failed. */
export function errorOf(outcome: Outcome): { code: string; detail: string } {
  if (outcome.kind === "delivered") throw new Error("this attempt was to fail");
  return outcome.error;
}
