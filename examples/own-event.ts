import { Posthorn } from "@posthorn/sdk";

declare module "@posthorn/sdk" {
  interface EventPayloads {
    "order.paid": { id: string; total: number };
  }
}

const idSpace = process.env.ID_SPACE ?? "eb8edc65-129a-4cb6-abbe-6bf8979c0658";
const posthorn = new Posthorn({
  url: process.env.POSTHORN_URL ?? "http://127.0.0.1:4747",
  key: process.env.POSTHORN_KEY ?? "",
});

// Once, as when the app is deployed. It needs an operator's key.
await posthorn.eventTypes.put("order.paid", {
  description: "An order was paid in full.",
  group: "Orders",
  schema: {
    type: "object",
    properties: { id: { type: "string" }, total: { type: "number", minimum: 0 } },
    required: ["id", "total"],
  },
  sample: { id: "A-1001", total: 49.9 },
  validation: "strict",
});

const accepted = await posthorn.send("order.paid", {
  id_space: idSpace,
  payload: { id: "A-1002", total: 12.5 },
  actor: { type: "user", id: "u-7" },
});
console.log(`${accepted.id} is kept, and owed to ${accepted.deliveries} endpoint(s)`);
