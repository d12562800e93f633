import type { Endpoint, EndpointSecrets } from "../core/endpoint.ts";
import { pausedFor, resumed } from "../core/endpoint-health.ts";

export interface Routes {
  version: number;
  endpoints: readonly Endpoint[];
}

export interface EndpointPatch
  extends Partial<
    Pick<Endpoint, "url" | "description" | "events" | "headers" | "pauseAfter" | "isSecretInBody" | "envelope">
  > {
  /** Made of those that were read before. It counts only while they are the same, so that of two rotations none is lost. */
  secrets?: { from: EndpointSecrets; to: EndpointSecrets };
}

export interface EndpointChange {
  idSpace: string;
  idEndpoint: string;
}

/** Null where the patch is made of secrets that are no longer the endpoint's. */
export function patched(before: Endpoint, { secrets, ...rest }: EndpointPatch, updatedAt: number): Endpoint | null {
  if (secrets === undefined) return { ...before, ...rest, updatedAt };
  // Each rotation changes one of these two.
  const { body, signing } = before.secrets;
  if (body !== secrets.from.body || signing !== secrets.from.signing) return null;
  return { ...before, ...rest, secrets: secrets.to, updatedAt };
}

/** Paused or resumed by hand. The endpoint itself where that changes nothing. */
export function withHealth(before: Endpoint, change: "pause" | "resume", now: number): Endpoint {
  const health = change === "pause" ? pausedFor(before.health, "manual", now) : resumed(before.health);
  return health === before.health ? before : { ...before, health, updatedAt: now };
}
