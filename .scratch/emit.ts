import { randomUUID } from "node:crypto";
import pg from "pg";
import { call } from "../server/test/api-calls.ts";
import { startNode, workingFolder } from "../server/test/node-process.ts";
import { startPostgresServer } from "../server/test/postgres-server.ts";
import { startReceiver } from "../server/test/receiver.ts";
const server = await startPostgresServer({ isDurable: true });
const folder = workingFolder();
const receiver = await startReceiver();
const node = await startNode({ cwd: folder.path, env: { POSTHORN_DATABASE_URL: server.url } });
const idSpace = randomUUID();
const arrivedAt = new Map<string, number>();
let onArrive = () => {};
const r2 = await startReceiver(({ headers }) => { arrivedAt.set(String(headers["webhook-id"]), performance.now()); onArrive(); return 200; });
await call("POST", `${node.url}/v1/spaces/${idSpace}/endpoints`, 201, { url: r2.url });
const clients = await Promise.all(Array.from({ length: 8 }, async () => { const c = new pg.Client({ connectionString: server.url }); await c.connect(); return c; }));
const q = (v: number[], p: number) => v.sort((a, b) => a - b)[Math.min(v.length - 1, Math.floor(v.length * p))]!.toFixed(1);
let n = 0;
async function run(name: string, everyMs: number, count: number) {
  const committed = new Map<string, number>();
  const all: Promise<void>[] = [];
  const t0 = performance.now();
  const own: string[] = [];
  for (let i = 0; i < count; i++) {
    const due = t0 + i * everyMs * (0.5 + Math.random());
    await new Promise((r) => setTimeout(r, Math.max(0, t0 + i * everyMs - performance.now()) + Math.random() * everyMs * 0.5));
    const id = `e${n++}`; own.push(id);
    const c = clients[i % clients.length]!;
    all.push(c.query("select posthorn.emit($1, 'tag.create', $2, id => $3)", [idSpace, '{"name":"VIP"}', id]).then(() => { committed.set(id, performance.now()); }));
  }
  await Promise.all(all);
  await new Promise<void>((resolve) => { onArrive = () => { if (own.every((id) => arrivedAt.has(id))) resolve(); }; onArrive(); });
  const lat = own.map((id) => arrivedAt.get(id)! - committed.get(id)!);
  console.log(name, "commit answered -> arrived: p50", q(lat, 0.5), "p90", q(lat, 0.9), "p99", q(lat, 0.99), "max", q(lat, 1));
}
await run("warm", 5, 200);
await run("1 every 200 ms", 200, 100);
await run("1 every 50 ms", 50, 200);
await run("200/s", 5, 1000);
await run("1000/s", 1, 5000);
await node.end("SIGTERM"); for (const c of clients) await c.end(); await receiver.close(); await r2.close(); await server.stop(); folder.remove();
process.exit(0);
