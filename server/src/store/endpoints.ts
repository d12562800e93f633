import type { Endpoint } from "../core/endpoint.ts";

export interface Routes {
  version: number;
  endpoints: readonly Endpoint[];
}

export type EndpointPatch = Partial<
  Pick<
    Endpoint,
    "url" | "description" | "events" | "headers" | "pauseAfter" | "isSecretInBody" | "envelope" | "secrets"
  >
>;

export interface EndpointChange {
  idSpace: string;
  idEndpoint: string;
}
