import { test } from "node:test";
import { anyPayload } from "../test/any-payload.ts";
import type { Posthorn } from "./client.ts";
import type { NewEvent, WebhookEvent } from "./events.ts";
import type { Lead } from "./generated/events.ts";
import type { verify } from "./verify.ts";

const LEAD: Lead = anyPayload({});

// The compiler is the test: it refuses a `@ts-expect-error` that has nothing to expect.

test("what cannot be sent does not compile", () => {
  const calls = (posthorn: Posthorn) => [
    posthorn.send("lead.create", { id_space: "x", payload: LEAD }),
    // @ts-expect-error A payload has what the event type says.
    posthorn.send("lead.create", { id_space: "x", payload: { name: "Ann" } }),
    // @ts-expect-error There is no such event.
    posthorn.send("lead.creates", { id_space: "x", payload: {} }),
    // @ts-expect-error An event belongs to a space.
    posthorn.send("lead.create", { payload: {} }),
    // @ts-expect-error A payload is an object.
    posthorn.send("lead.create", { id_space: "x", payload: "Ann" }),
    // @ts-expect-error A slip in a name is not taken for something that may be missing.
    posthorn.send("lead.create", { id_space: "x", payload: {}, occured_at: new Date() }),
    // @ts-expect-error Each event of many has its type.
    posthorn.sendMany([{ id_space: "x", payload: {} }]),
    // @ts-expect-error A list needs its space.
    posthorn.deliveries.list({ status: "failed" }),
    // @ts-expect-error There is no such status.
    posthorn.deliveries.list({ id_space: "x", status: "lost" }),
    // @ts-expect-error A list is gone through or asked for a page.
    posthorn.deliveries.list({ id_space: "x" }).data,
    // @ts-expect-error Both halves are needed to name an endpoint.
    posthorn.endpoints.get({ id: "ep_1" }),
    posthorn.send("lead.update", { id_space: "x", payload: LEAD, changes: { fields: ["city"] }, actor: null }),
    // @ts-expect-error Changes name their fields.
    posthorn.send("lead.update", { id_space: "x", payload: LEAD, changes: { previous: {} } }),
    // @ts-expect-error There is no such kind of actor.
    posthorn.send("lead.update", { id_space: "x", payload: LEAD, actor: { type: "robot" } }),
    posthorn.eventTypes.put("lead.create", { validation: null }),
    // @ts-expect-error A type of the app's own has a sample as well.
    posthorn.eventTypes.put("order.paid", { schema: {} }),
    // @ts-expect-error Held deliveries are sent or discarded.
    posthorn.endpoints.resume({ id_space: "x", id: "ep_1" }, { held: "keep" }),
  ];
  return void calls;
});

test("what cannot be verified does not compile", () => {
  const calls = (check: typeof verify, headers: Headers, parsed: { event: string }) => [
    check({ headers, body: "{}" }, "whsec_"),
    check({ headers: { "webhook-id": ["evt_1"] }, body: new Uint8Array() }, ["whsec_", "whsec_"]),
    // @ts-expect-error The raw body is needed, not what was parsed of it.
    check({ headers, body: parsed }, "whsec_"),
    // @ts-expect-error A body alone is not signed.
    check("{}", "whsec_"),
    // @ts-expect-error A variable that may not be set is no secret.
    check({ headers, body: "{}" }, undefined),
    // @ts-expect-error Verifying takes a moment: its result is awaited.
    check({ headers, body: "{}" }, "whsec_").event,
  ];
  return void calls;
});

test("the name of an event tells its payload", () => {
  const payloadOf = (event: WebhookEvent) => {
    if (event.event === "lead.create") return event.payload satisfies WebhookEvent<"lead.create">["payload"];
    // @ts-expect-error This one was dealt with above.
    if (event.event === "lead.create") return null;
    return null;
  };
  const event: NewEvent<"tag.create"> = { event: "tag.create", id_space: "x", payload: anyPayload({}) };
  // @ts-expect-error One name is not another.
  const other: NewEvent<"tag.update"> = event;
  return void [payloadOf, other];
});
