import assert from "node:assert/strict";
import { mustBeDocumented } from "./documented.ts";
import { OPERATOR_KEY } from "./node-process.ts";

/** Calls the HTTP API as an operator, checks the status, and holds the answer to `docs/openapi.json`. What comes back is as untyped as it is on the wire. */
export async function call(
  method: string,
  url: string,
  expectedStatus: number,
  body?: unknown,
  key = OPERATOR_KEY,
  // biome-ignore lint/suspicious/noExplicitAny: a test reads any answer, and a wrong guess fails it.
): Promise<any> {
  const response = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${key}`, ...(body === undefined ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  assert.equal(response.status, expectedStatus, `${method} ${url}: ${text}`);
  const contentType = response.headers.get("content-type");
  mustBeDocumented({ method, url, status: response.status, contentType, text });
  return text === "" ? null : JSON.parse(text);
}

/** All items of a list, page by page. */
export async function listAll(url: string): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const at = new URL(url);
    at.searchParams.set("limit", "200");
    if (cursor !== "") at.searchParams.set("cursor", cursor);
    const page = await call("GET", at.href, 200);
    items.push(...page.data);
    cursor = page.next_cursor;
  }
  return items;
}
