import assert from "node:assert/strict";
import { test } from "node:test";
import type { EventName, EventPayloads, Payloads, WebhookEvent } from "@posthorn/sdk";
import type { Static } from "typebox";
import { createCatalogue } from "./catalogue.ts";
import { lead } from "./lead.ts";
import { leadMessage } from "./lead-message.ts";

// Most of this file is tested by the compiler: what must not compile is marked so, and an unused mark is an error.

type Same<A, B> = [A, B] extends [B, A] ? true : false;

const SPACE = "eb8edc65-129a-4cb6-abbe-6bf8979c0658";

/** What a receiver does: the event's name tells what the payload is. */
function told(event: WebhookEvent): string {
  switch (event.event) {
    case "lead.status.update":
      return event.payload.status.map(({ name }) => name).join();
    case "campaign.email.click":
      return event.payload.click.url;
    case "campaign.email.unsubscribe":
      // @ts-expect-error: an opt-out may come from no email at all.
      return event.payload.email.id;
    case "lead.create":
      // @ts-expect-error: a new lead comes without its statuses.
      return event.payload.status;
    // @ts-expect-error: there is no such event.
    case "lead.status_changed":
      return "";
    default:
      return event.payload.id;
  }
}

function bodyOf(name: string): WebhookEvent {
  const payload = createCatalogue().find(name)?.sample;
  assert.ok(payload);
  return { id_space: SPACE, event: name, secret: "", payload } as unknown as WebhookEvent;
}

test("the event's name tells what its payload is", () => {
  assert.equal(told(bodyOf("lead.status.update")), "Meeting booked");
  assert.equal(told(bodyOf("campaign.email.click")), "https://acme.example/demo");
  assert.equal(told(bodyOf("tag.delete")), "a1b2c3d4-0e1f-4a2b-8c3d-4e5f60718293");
});

test("the types that the SDK has are those of the schemas", () => {
  const agreed: [Same<Payloads.Lead, Static<typeof lead>>, Same<Payloads.LeadMessage, Static<typeof leadMessage>>] = [
    true,
    true,
  ];
  assert.deepEqual(agreed, [true, true]);
  assert.ok("email" in lead.properties && "direction" in leadMessage.properties);
});

test("a wrong payload does not compile", () => {
  const tag: EventPayloads["tag.create"] = {
    id: "a1b2c3d4-0e1f-4a2b-8c3d-4e5f60718293",
    name: "Warm",
    color: null,
    id_space: SPACE,
    created_at: "2023-04-28T14:09:31.004Z",
    updated_at: null,
    is_deleted: false,
    is_deleted_at: null,
  };
  // @ts-expect-error: a name is never null.
  const nameless: EventPayloads["tag.create"] = { ...tag, name: null };
  // @ts-expect-error: a color is text.
  const colorful: EventPayloads["tag.create"] = { ...tag, color: 7 };
  const { color, ...rest } = tag;
  // @ts-expect-error: no key is left out.
  const incomplete: EventPayloads["tag.create"] = rest;
  // @ts-expect-error: a list is no tag.
  const mistaken: WebhookEvent = { id_space: SPACE, event: "list.create", secret: "", payload: tag };
  // @ts-expect-error: there is no such event.
  const unknown: EventName = "lead.creat";
  const wrong = [nameless, colorful, incomplete, mistaken, unknown, color];
  assert.equal(wrong.length, 6);
});
