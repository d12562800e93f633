import { Posthorn } from "@posthorn/sdk";

const posthorn = new Posthorn({
  url: process.env.POSTHORN_URL ?? "http://127.0.0.1:4747",
  key: process.env.POSTHORN_KEY ?? "",
});

const accepted = await posthorn.send("lead.create", {
  id_space: process.env.ID_SPACE ?? "eb8edc65-129a-4cb6-abbe-6bf8979c0658",
  payload: { id: "lead-1", first_name: "Ann", company: "Acme" },
});
console.log(`${accepted.id} is kept, and owed to ${accepted.deliveries} endpoint(s)`);
