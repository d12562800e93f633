import type * as Wire from "@posthorn/sdk";
import type { SpaceMessage } from "../live/reader.ts";
import { toWireDelivery } from "./delivery-wire.ts";
import { toWireEndpoint } from "./endpoint-wire.ts";
import { toWireEvent } from "./event-wire.ts";

export function spaceMessageJson(message: SpaceMessage): string {
  return JSON.stringify(toWireMessage(message));
}

function toWireMessage(message: SpaceMessage): Wire.SpaceMessage {
  switch (message.kind) {
    case "event":
      return { kind: "event", event: toWireEvent(message.event) };
    case "delivery":
      return { kind: "delivery", delivery: toWireDelivery(message.delivery) };
    case "endpoint":
      return { kind: "endpoint", endpoint: toWireEndpoint(message.endpoint) };
    case "endpoint_deleted":
      return { kind: "endpoint_deleted", id_endpoint: message.idEndpoint };
  }
}
