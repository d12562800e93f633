import type { OwedDelivery } from "../core/delivery.ts";

export interface Backlog {
  idSpace: string;
  idEndpoint: string;
}

export interface Claim {
  idEndpoint: string;
  countMax: number;
  /** Of payloads and their changes. At least one delivery is claimed whatever its size. */
  bytesMax: number;
}

export interface Claimed {
  deliveries: OwedDelivery[];
  isExhausted: boolean;
}
