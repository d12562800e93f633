import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, it, type TestContext } from "node:test";
import { createManualClock } from "../conformance/harness.ts";
import type { Store } from "../store.ts";
import { SCHEMA_1 } from "./schema-1.ts";
import { openSqliteStore } from "./sqlite-store.ts";

const ID_SPACE = "eb8edc65-129a-4cb6-abbe-6bf8979c0658";
/** What the release with each schema has written into its databases: a schema that is edited after that is another. */
const CHECKSUMS = [
  "0c164ea48b132f049140ba12701b0c5ad91b0ab71a20b701d9bc28f5ecd8b9fe",
  "b3fbec5f5f34183986ee21171ad2165b299106ce96e678009b212517bdd54932",
  "82d99460873d0deea3d9bfb24fe043f0738fdec56f950ef1344eeb5aa847c3db",
  "20c3b3c8b328a3b1ee914e944d1a85fb7e73a185d88bfdaf78721f05c0795d2a",
  "43e1cbb5c16a4de70fc06ecd46fb4dd30c1b9c01cc2fbab7736da90146951f59",
  "cdc807ca63f655466203dd15e5181070e9d144ca8804769f7911131143200e4e",
  "3edd7b63f31a5bef058a74e045ef14fe3a393379974d78ff7833a4818bb30dbe",
  "59f34a7d3589b382811f4c7de127f2ae389c1b70b7eb2a24c72961064501ca4f",
] as const;

/** A database as a node with the first schema left it: one endpoint, one event that was sent and one that was not. */
function writeFirstVersion(path: string): void {
  const database = new DatabaseSync(path);
  database.exec(`pragma journal_mode = wal;
    pragma application_id = ${0x706f7374};
    create table schema_version (
      version integer primary key, checksum text not null, applied_at integer not null
    ) strict;
    ${SCHEMA_1};
    insert into schema_version values (1, '${CHECKSUMS[0]}', 1);
    insert into node values (1, 'node_1', 1, 1, 2);
    insert into space values (1, '${ID_SPACE}', 1, 1);
    insert into endpoint values (1, 'ep_1', '${ID_SPACE}', 'https://receiver.example/', '', '["*"]', '{}', 10, 1,
      'wh_a46f35f22d9723a', 'whsec_c2VjcmV0', null, null, 'active', null, null, 0, null, 1, 1, null);
    insert into endpoint values (2, 'ep_2', '${ID_SPACE}', 'https://receiver.example/', '', '["*"]', '{}', 10, 1,
      'wh_a46f35f22d9723a', 'whsec_bmV3', 'whsec_b2xk', 99, 'active', null, null, 0, null, 1, 1, null);
    insert into event values (1, 'sent', '${ID_SPACE}', 'lead.create', 1, 1, 1, 0, cast('{"n":1}' as blob));
    insert into event values (2, 'owed', '${ID_SPACE}', 'lead.create', 2, 2, 1, 0, cast('{"n":2}' as blob));
    insert into delivery values ('dlv_1', 1, '${ID_SPACE}', 'ep_1', 'lead.create', 'delivered', 0, 0, 1, 1, 1, 200, null, 4);
    insert into delivery values ('dlv_2', 2, '${ID_SPACE}', 'ep_1', 'lead.create', 'pending', 0, 0, 2, null, 0, null, null, null);
  `);
  database.close();
}

function open(path: string): Promise<Store> {
  return openSqliteStore({ path, idNode: "node_2", clock: createManualClock() });
}

function newPath(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), "posthorn-"));
  t.after(() => rmSync(directory, { recursive: true }));
  return join(directory, "posthorn.db");
}

function appliedVersions(path: string): unknown[] {
  const database = new DatabaseSync(path, { readOnly: true });
  const rows = database.prepare("select checksum from schema_version order by version").all();
  database.close();
  return rows.map((row) => row["checksum"]);
}

describe("a database of the first schema", () => {
  it("opens with all that is in it, and its events have no warnings", async (t) => {
    const path = newPath(t);
    writeFirstVersion(path);
    const store = await open(path);
    const sent = await store.getEvent(ID_SPACE, "sent");
    assert.deepEqual([Buffer.from(sent?.payload ?? []).toString(), sent?.event.warnings], ['{"n":1}', []]);
    assert.deepEqual(
      sent?.deliveries.map(({ id, status }) => [id, status]),
      [["dlv_1", "delivered"]],
    );
    const query = { idSpace: ID_SPACE, event: null, since: null, until: null, limit: 10, cursor: null };
    assert.deepEqual(
      (await store.listEvents(query)).items.map(({ id, warnings }) => [id, warnings]),
      [
        ["owed", []],
        ["sent", []],
      ],
    );
    await store.close({ isClean: true });
    assert.deepEqual(appliedVersions(path), CHECKSUMS);
  });

  it("still owes what it owed, and takes new events with their warnings", async (t) => {
    const path = newPath(t);
    writeFirstVersion(path);
    const store = await open(path);
    assert.deepEqual(await store.listBacklog(), [{ idSpace: ID_SPACE, idEndpoint: "ep_1" }]);
    const { deliveries } = await store.claimPending({ idEndpoint: "ep_1", countMax: 10, bytesMax: 1000 });
    assert.deepEqual(
      deliveries.map(({ id, idEvent, trigger, occurredAt, changes, actor }) => {
        return [id, idEvent, trigger, occurredAt, changes, actor];
      }),
      [["dlv_2", "owed", "event", 2, null, null]],
    );
    const { endpoints } = await store.getRoutes(ID_SPACE);
    assert.deepEqual(
      endpoints.map(({ envelope, secrets }) => [envelope, secrets.previousSigning]),
      [
        ["seed", []],
        ["seed", [{ secret: "whsec_b2xk", expiresAt: 99 }]],
      ],
    );
    const warnings = [{ path: "payload.id", message: "required" }];
    const head = { id: "new", idSpace: ID_SPACE, event: "lead.create", occurredAt: 3, createdAt: 3 };
    const event = { ...head, deliveryCount: 0, isTest: false, actor: null, correlationId: null, warnings };
    const posted = {
      event,
      isTimeGiven: false,
      payload: Buffer.from("{}"),
      changes: null,
      routesVersion: 1,
      deliveries: [],
    };
    assert.deepEqual(await store.acceptEvents([posted]), [{ kind: "accepted" }]);
    await store.close({ isClean: true });

    const again = await open(path);
    assert.deepEqual((await again.getEvent(ID_SPACE, "new"))?.event.warnings, warnings);
    await again.close({ isClean: true });
    assert.deepEqual(appliedVersions(path), CHECKSUMS);
  });
});
