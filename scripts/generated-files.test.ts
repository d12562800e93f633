import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { createCatalogue } from "../server/src/catalogue/catalogue.ts";
import type { EventType } from "../server/src/catalogue/event-type.ts";
import { isGroup } from "../server/src/cli/command.ts";
import { COMMANDS } from "../server/src/cli/commands.ts";
import { PROBLEMS } from "../server/src/core/problems.ts";
import { flagOf, SETTING_NAMES, SETTINGS, variableOf } from "../server/src/settings.ts";
import { cliPage } from "./cli-page.ts";
import { configPage } from "./config-page.ts";
import { eventTypesSource } from "./event-types-source.ts";
import { eventsPage } from "./events-page.ts";
import { generatedFiles, staleFiles, writeGenerated } from "./generated-files.ts";
import { httpApiPage } from "./http-api-page.ts";
import { anchorOf, cell } from "./markdown.ts";
import { openApiDocument } from "./openapi-document.ts";

const types = createCatalogue().list();
const LINE_LENGTH_MAX = 120;

/** The source for one event with these fields. */
function sourceOf(properties: EventType["schema"]["properties"] = {}): string {
  const schema = { type: "object", title: "Thing", description: "A thing.", properties } as const;
  return eventTypesSource([
    { name: "thing.new", group: "Things", description: "It came.", stability: "stable", schema, sample: {} },
  ]);
}

test("a generated file is stale where it is missing or changed, and not where it was just written", async (t) => {
  const root = mkdtempSync(join(tmpdir(), "posthorn-generated-"));
  t.after(() => rmSync(root, { recursive: true }));
  const files = await generatedFiles();
  const paths = [...files.keys()];
  assert.deepEqual(staleFiles(root, files), paths);
  writeGenerated(root, files);
  assert.deepEqual(staleFiles(root, files), []);
  appendFileSync(join(root, String(paths[0])), "\n");
  assert.deepEqual(staleFiles(root, files), paths.slice(0, 1));
});

test("each kind of value has its type", () => {
  const source = sourceOf({
    text: { type: "string", description: "In words." },
    count: { type: ["integer", "null"] },
    kind: { type: ["string", "null"], enum: ["a", "b", null] },
    kinds: { type: "array", items: { type: "string", enum: ["a", "b"] } },
    any: { type: ["object", "array", "string", "number", "boolean", "null"] },
    open: { type: ["object", "null"] },
    either: { type: ["object", "array", "null"] },
    inner: { type: "object", properties: { is_so: { type: "boolean", description: "Whether." } } },
  });
  const [, printed = ""] = /export interface Thing \{\n(.*?)\n\}/s.exec(source) ?? [];
  assert.deepEqual(printed.split("\n"), [
    "  /** In words. */",
    "  text: string;",
    "  count: number | null;",
    '  kind: "a" | "b" | null;',
    '  kinds: ("a" | "b")[];',
    "  any: Json;",
    "  open: { [key: string]: Json } | null;",
    "  either: { [key: string]: Json } | Json[] | null;",
    "  inner: {",
    "    /** Whether. */",
    "    is_so: boolean;",
    "  };",
  ]);
});

test("long words and long choices are broken into lines that fit", () => {
  const choices = Array.from({ length: 20 }, (_, index) => `choice-${index}`);
  const source = sourceOf({ kind: { type: "string", enum: choices, description: "A long word. ".repeat(20).trim() } });
  for (const text of [source, eventTypesSource(types)]) {
    for (const line of text.split("\n")) assert.ok(line.length <= LINE_LENGTH_MAX, line);
  }
  assert.match(source, /\n {2}kind:\n {4}\| "choice-0"\n/);
});

test("a shape that says another again is told as that one and what is more", () => {
  const source = eventTypesSource(types);
  assert.match(source, /interface LeadWithStatus extends Lead \{\n.*\n {2}status: StatusRef\[\];\n\}/);
  assert.match(source, /interface CampaignEmailUnsubscribe extends Omit<CampaignEmailEvent, "email"> \{/);
});

test("the page has every event with its sample, and every key of every payload", () => {
  const page = eventsPage(types);
  for (const { name, schema, sample } of types) {
    assert.ok(page.includes(`\n### ${name}\n`), name);
    assert.ok(page.includes(JSON.stringify(sample, null, 2)), name);
    for (const key of Object.keys(schema.properties ?? {})) assert.ok(page.includes(`| \`${key}\` |`), key);
  }
  const headings = [...page.matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) => title.toLowerCase());
  for (const [, anchor = ""] of page.matchAll(/\]\(#([^)]+)\)/g)) assert.ok(headings.includes(anchor), anchor);
});

test("the page on the API has every call, every problem, and every key that goes in or comes out", async () => {
  const document = await openApiDocument();
  const page = httpApiPage(document);
  const calls = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map((call) => [path, ...call] as const),
  );
  assert.ok(calls.length > 20);
  for (const [path, method, { summary, description }] of calls) {
    assert.ok(page.includes(`\n### ${summary}\n\n\`${method.toUpperCase()} ${path}\` · `), summary);
    assert.ok(page.includes(description), summary);
  }
  for (const [code, { help }] of Object.entries(PROBLEMS))
    assert.ok(page.includes(`| \`${code}\` |`) && page.includes(help), code);
  for (const key of ["consecutive_failures", "first_byte_ms", "occurred_at", "pause_after"])
    assert.ok(page.includes(`| \`${key}\``), key);
  const anchors = [...page.matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) => anchorOf(title));
  for (const [, anchor = ""] of page.matchAll(/\]\(#([^)]+)\)/g)) assert.ok(anchors.includes(anchor), anchor);
});

test("the page on settings has every setting with its flag, its default and what it is", () => {
  const page = configPage();
  for (const name of SETTING_NAMES) {
    assert.ok(page.includes(`| \`${variableOf(name)}\` \`${flagOf(name)}\` |`), name);
    assert.ok(page.includes(cell(SETTINGS[name].help)), name);
  }
});

test("what would be markup in a cell is not", () => {
  assert.equal(cell("a|b\n<c> `<d>`"), "a\\|b \\<c> `<d>`");
});

test("the page on the command line has every command with its options and examples", () => {
  const page = cliPage(COMMANDS);
  for (const entry of COMMANDS) {
    assert.ok(page.includes(`\n### ${entry.name}\n`), entry.name);
    for (const { name, examples } of isGroup(entry) ? entry.commands : [entry]) {
      if (isGroup(entry)) assert.ok(page.includes(`\n#### ${entry.name} ${name}\n`), name);
      for (const [line] of examples) assert.ok(page.includes(`\n${line}\n`), line);
    }
  }
});
