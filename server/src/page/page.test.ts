import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { gunzipSync } from "node:zlib";
import fastify, { type FastifyInstance } from "fastify";
import { createPage, type PageOptions } from "./page.ts";

const FILES = {
  "index.html": "<!doctype html><title>Posthorn</title>".padEnd(2000, " "),
  "posthorn.svg": "<svg/>",
  "assets/index-BX3k2a9Q.js": "console.log(1);".repeat(200),
  "assets/logo.png": "png",
  ".vite/manifest.json": "{}",
  "notes.md": "nothing for browsers",
};

async function openPage(t: TestContext, files: Record<string, string>, options: Partial<PageOptions> = {}) {
  const folder = mkdtempSync(join(tmpdir(), "posthorn-page-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const app: FastifyInstance = fastify();
  const folders = [join(folder, "missing"), folder];
  createPage({ folders, embedOrigins: [], pathPrefix: null, ...options }).register(app);
  t.after(async () => {
    await app.close();
    rmSync(folder, { recursive: true });
  });
  return (url: string, headers: Record<string, string> = {}, method: "GET" | "HEAD" = "GET") =>
    app.inject({ method, url, headers });
}

test("the page and its files are served, hashed ones for ever, and nothing else that lies beside them", async (t) => {
  const get = await openPage(t, FILES);
  for (const [url, type, caching, body] of [
    ["/", "text/html; charset=utf-8", "no-cache", FILES["index.html"]],
    ["/posthorn.svg", "image/svg+xml", "no-cache", "<svg/>"],
    ["/assets/index-BX3k2a9Q.js", "text/javascript; charset=utf-8", "public, max-age=31536000, immutable", undefined],
    ["/assets/logo.png", "image/png", "no-cache", "png"],
  ] as const) {
    const { statusCode, headers, payload } = await get(url);
    assert.equal(statusCode, 200, url);
    assert.deepEqual([headers["content-type"], headers["cache-control"]], [type, caching]);
    if (body !== undefined) assert.equal(payload, body);
  }
  for (const url of [
    "/index.html",
    "/.vite/manifest.json",
    "/notes.md",
    "/assets",
    "/assets/",
    "/assets/..%2fnotes.md",
  ]) {
    assert.equal((await get(url)).statusCode, 404, url);
  }
});

test("what a browser has already is not sent again", async (t) => {
  const get = await openPage(t, FILES);
  const { headers } = await get("/");
  const again = await get("/", { "if-none-match": `W/${headers.etag}, "x"` });
  assert.deepEqual([again.statusCode, again.payload], [304, ""]);
  assert.equal((await get("/", { "if-none-match": '"x"' })).statusCode, 200);
  const head = await get("/", {}, "HEAD");
  assert.deepEqual([head.statusCode, head.payload, head.headers.etag], [200, "", headers.etag]);
});

test("files are compressed for those who take it, where that makes them smaller", async (t) => {
  const get = await openPage(t, FILES);
  const zipped = await get("/", { "accept-encoding": "br, gzip;q=0.8" });
  assert.equal(zipped.headers["content-encoding"], "gzip");
  assert.ok(zipped.rawPayload.length < 200);
  assert.equal(gunzipSync(zipped.rawPayload).toString(), FILES["index.html"]);
  assert.equal(zipped.headers["vary"], "accept-encoding");
  for (const coding of ["br", "gzip;q=0", "gzip; q=0.0, br", ""]) {
    assert.equal((await get("/", { "accept-encoding": coding })).headers["content-encoding"], undefined, coding);
  }
  assert.equal((await get("/assets/logo.png", { "accept-encoding": "gzip" })).headers["content-encoding"], undefined);
});

test("a browser may run what comes with the page and talk to this node, and nothing else", async (t) => {
  const { headers } = await (await openPage(t, FILES))("/");
  const policy = String(headers["content-security-policy"]).split("; ");
  assert.ok(policy.includes("default-src 'none'"));
  assert.ok(policy.includes("connect-src 'self'"));
  assert.ok(policy.includes("frame-ancestors 'none'"));
  assert.ok(policy.every((rule) => !/unsafe|\*|data:|blob:/.test(rule)));
  assert.equal(headers["x-frame-options"], "DENY");
  assert.equal(headers["x-content-type-options"], "nosniff");
  assert.equal(headers["referrer-policy"], "no-referrer");
});

test("origins that may embed it are named, and no others", async (t) => {
  const embedOrigins = ["https://app.example", "https://*.acme.example"];
  const { headers } = await (await openPage(t, FILES, { embedOrigins }))("/");
  assert.match(
    String(headers["content-security-policy"]),
    /frame-ancestors https:\/\/app\.example https:\/\/\*\.acme\.example$/,
  );
  assert.equal(headers["x-frame-options"], undefined);
});

test("under a path, the address without the last slash leads to the one with it", async (t) => {
  const { statusCode, headers } = await (await openPage(t, FILES, { pathPrefix: "/tools/hooks" }))("/tools/hooks");
  assert.deepEqual([statusCode, headers["location"]], [308, "/tools/hooks/"]);
});

test("a page that is not built says so, and how to build it", async (t) => {
  const { statusCode, headers, payload } = await (await openPage(t, {}))("/");
  assert.equal(statusCode, 503);
  assert.match(payload, /npm run build -w web/);
  assert.match(String(headers["content-security-policy"]), /default-src 'none'/);
});
