import assert from "node:assert/strict";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { text } from "node:stream/consumers";
import { it } from "node:test";
import fc from "fast-check";
import { OPERATOR_KEY, openApi, SPACE } from "../../test/api-server.ts";
import { createPathPrefix } from "../page/path-prefix.ts";

it("no path or query whatever makes the server answer 500", async (test) => {
  const api = await openApi(test);
  await api.call("POST", `/v1/spaces/${SPACE}/endpoints`, { url: "https://receiver.example/" });
  // Over a socket, which sends what no URL parser has put in order before.
  const origin = await api.app.listen({ host: "127.0.0.1", port: 0 });
  const agent = new Agent({ keepAlive: true });
  test.after(() => agent.destroy());
  const segment = fc.oneof(
    fc.constantFrom(
      "v1",
      "spaces",
      SPACE,
      "endpoints",
      "deliveries",
      "events",
      "keys",
      "..",
      ".",
      "%00",
      "%2e%2e",
      "\\",
      "",
    ),
    fc.string({ unit: "binary" }).map((text) => encodeURIComponent(text.toWellFormed())),
    fc.string({ unit: "grapheme-ascii" }).map((text) => text.replaceAll(/[^!-~]|[?#]/g, "%")),
  );
  const inSpace = fc
    .tuple(fc.constantFrom("endpoints", "deliveries", "events"), segment)
    .map(([list, id]) => ["v1", "spaces", SPACE, list, id]);
  const query = fc
    .dictionary(
      fc.constantFrom("limit", "cursor", "since", "until", "status", "event", "x"),
      fc.string({ unit: "binary" }),
    )
    .map((entries) =>
      Object.entries(entries)
        .map(([name, text]) => `${name}=${encodeURIComponent(text.toWellFormed())}`)
        .join("&"),
    );
  const method = fc.constantFrom("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
  const path = fc.oneof(fc.array(segment, { maxLength: 7 }), inSpace);
  await fc.assert(
    fc.asyncProperty(method, path, query, async (verb, segments, search) => {
      const path = `/${segments.join("/")}?${search}`;
      const headers = { authorization: `Bearer ${OPERATOR_KEY}` };
      const [response] = await once(request(origin, { agent, method: verb, path, headers }).end(), "response");
      const answer = await text(response);
      assert.ok(response.statusCode < 500, `${verb} ${path}: ${answer}`);
    }),
    { numRuns: 300 },
  );
});

it("a path that a proxy has not stripped is stripped here, also where there is no route", async (test) => {
  const { strip } = createPathPrefix("https://example.com/tools/hooks") ?? {};
  const api = await openApi(test, { stripPrefix: strip ?? null });
  assert.equal((await api.call("GET", "/tools/hooks/v1/spaces?limit=1")).status, 200);
  assert.equal((await api.call("GET", "/v1/spaces")).status, 200);
  assert.equal((await api.call("GET", "/tools/hooks/nothing")).body.code, "not_found");
  assert.equal((await api.call("DELETE", "/tools/hooks/v1/spaces")).headers["allow"], "GET, HEAD");
});
