import { randomBytes } from "node:crypto";
import { createIds } from "../src/core/ids.ts";
import type { Attempt, Outcome } from "../src/core/outcome.ts";
import { systemClock } from "../src/system.ts";

export const makeId = createIds(systemClock, randomBytes);

/** An attempt's result without a network. */
export function outcomeOf(kind: "delivered" | "failed" | "gone"): Outcome {
  const attempt: Attempt = {
    id: makeId("att"),
    startedAt: systemClock.now(),
    durationMs: 1,
    timing: { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: 1 },
    request: { url: "https://receiver.example/", headers: {}, secretLength: 18, envelope: "seed" },
    response: { status: kind === "delivered" ? 200 : 500, headers: {}, body: new Uint8Array(), isBodyCut: false },
    remoteAddress: null,
  };
  switch (kind) {
    case "delivered":
      return { kind, attempt };
    case "failed":
      return { kind, attempt, error: { code: "status", detail: "answered 500" } };
    case "gone":
      return { kind, attempt, error: { code: "gone", detail: "answered 410" } };
  }
}
