import { Posthorn } from "@posthorn/sdk";

const idSpace = process.env.ID_SPACE ?? "eb8edc65-129a-4cb6-abbe-6bf8979c0658";
const posthorn = new Posthorn({
  url: process.env.POSTHORN_URL ?? "http://127.0.0.1:4747",
  key: process.env.POSTHORN_KEY ?? "",
});

const accepted = await posthorn.send("tag.create", {
  id_space: idSpace,
  payload: {
    id: "a1b2c3d4-0e1f-4a2b-8c3d-4e5f60718293",
    name: "Hot",
    color: null,
    id_space: idSpace,
    created_at: new Date().toISOString(),
    updated_at: null,
    is_deleted: false,
    is_deleted_at: null,
  },
});
console.log(`${accepted.id} is kept, and owed to ${accepted.deliveries} endpoint(s)`);
