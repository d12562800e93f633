/** One small file for each rule of the linter, which breaks this rule and no other. */
export const VIOLATIONS = [
  {
    rule: "lint/nursery/noFloatingPromises",
    path: "server/src/record/floating.ts",
    source: "async function work(): Promise<void> {}\n\nexport function start(): void {\n  work();\n}\n",
  },
  {
    rule: "lint/nursery/noMisusedPromises",
    path: "server/src/record/misused.ts",
    source:
      "async function isReady(): Promise<boolean> {\n  return true;\n}\n\nexport function answer(): string {\n" +
      '  if (isReady()) return "yes";\n  return "no";\n}\n',
  },
  {
    rule: "lint/nursery/useExhaustiveSwitchCases",
    path: "server/src/core/switch.ts",
    source:
      'type Side = "left" | "right";\n\nexport function isLeft(side: Side): boolean {\n  switch (side) {\n' +
      '    case "left":\n      return true;\n  }\n  return false;\n}\n',
  },
  {
    rule: "lint/style/noProcessEnv",
    path: "server/src/api/environment.ts",
    source: 'export const port = process.env["POSTHORN_PORT"];\n',
  },
  {
    rule: "lint/style/noProcessEnv",
    path: "server/src/api/environment.test.ts",
    source: 'export const port = process.env["POSTHORN_PORT"];\n',
  },
  {
    rule: "lint/suspicious/noImportCycles",
    path: "server/src/dispatch/egg.ts",
    source: 'import { hen } from "./hen.ts";\n\nexport const egg = () => hen;\n',
  },
  {
    rule: "lint/suspicious/noImportCycles",
    path: "server/src/dispatch/hen.ts",
    source: 'import { egg } from "./egg.ts";\n\nexport const hen = () => egg;\n',
  },
  {
    rule: "lint/suspicious/noExplicitAny",
    path: "sdk/src/any.ts",
    source: "export function same(value: any): unknown {\n  return value;\n}\n",
  },
  {
    rule: "lint/style/noNonNullAssertion",
    path: "server/src/core/assertion.ts",
    source: "export function first(text: string | null): string {\n  return text!;\n}\n",
  },
  {
    rule: "lint/style/noEnum",
    path: "server/src/core/enum.ts",
    source: "export enum Side {\n  Left = 0,\n}\n",
  },
  {
    rule: "lint/style/noExcessiveLinesPerFile",
    path: "server/test/long-file.ts",
    source: `export const numbers = [\n${"  0,\n".repeat(299)}];\n`,
  },
  {
    rule: "lint/complexity/noExcessiveLinesPerFunction",
    path: "server/src/main.ts",
    source: `export function long(): void {\n${"  Math.random();\n".repeat(71)}}\n`,
  },
  {
    rule: "lint/style/useFilenamingConvention",
    path: "server/src/core/camelCase.ts",
    source: "export const one = 1;\n",
  },
  {
    rule: "lint/performance/noBarrelFile",
    path: "server/src/core/index.ts",
    source: 'export { one } from "./one.ts";\n',
  },
  {
    rule: "lint/suspicious/noConsole",
    path: "server/src/cli/console.ts",
    source: 'console.log("hello");\n',
  },
  {
    rule: "lint/style/noRestrictedGlobals",
    path: "server/src/upkeep/timer.ts",
    source: "export function start(task: () => void): void {\n  setTimeout(task, 10);\n}\n",
  },
  {
    rule: "lint/style/noRestrictedGlobals",
    path: "server/src/core/process.ts",
    source: "export const id = process.pid;\n",
  },
  {
    rule: "lint/style/noRestrictedGlobals",
    path: "web/src/session/kept-key.ts",
    source: 'export const key = localStorage.getItem("key");\n',
  },
  {
    rule: "lint/style/noRestrictedGlobals",
    path: "web/src/events/own-call.ts",
    source: 'export const answer = () => fetch("/v1/me");\n',
  },
];

/** What the files of a folder may not import: one example of each kind. */
export const FORBIDDEN_IMPORTS: Record<string, readonly string[]> = {
  "sdk/src": ["node:crypto", "undici", "../../server/src/core/event.ts"],
  "server/src/core": ["node:fs", "undici", "../store/store.ts", "../ingest/ingest.ts"],
  "server/src/catalogue": ["../ingest/ingest.ts", "../config.ts"],
  "server/src/ingest": ["../dispatch/lane.ts", "../api/server.ts", "../catalogue/catalogue.ts", "../config.ts"],
  "server/src/dispatch": ["../attempt/attempter.ts", "../store/sqlite/driver.ts", "node:sqlite", "../main.ts"],
  "server/src/attempt": ["../record/recorder.ts", "../inbox/inbox.ts", "../sight/log.ts"],
  "server/src/record": ["../dispatch/lane.ts", "../store/sqlite/sqlite-store.ts"],
  "server/src/upkeep": ["../record/recorder.ts", "../store/conformance/events.ts"],
  "server/src/live": ["../api/server.ts", "../record/recorder.ts", "node:sqlite"],
  "server/src/store": ["./sqlite/driver.ts", "node:sqlite", "../ingest/ingest.ts"],
  "server/src/store/sqlite": ["../../ingest/ingest.ts", "../../config.ts", "../conformance/events.ts"],
  "server/src/store/conformance": ["../sqlite/driver.ts", "../../record/recorder.ts"],
  "server/src/move": ["node:sqlite", "pg", "../config.ts", "../dispatch/lane.ts", "../store/thread/open-in-thread.ts"],
  "server/src/api": [
    "../dispatch/lane.ts",
    "../attempt/attempter.ts",
    "../record/recorder.ts",
    "../store/sqlite/driver.ts",
  ],
  "server/src/tunnel": ["../api/server.ts", "../store/store.ts"],
  "server/src/inbox": ["../api/server.ts", "../store/store.ts"],
  "server/src/page": ["../api/server.ts", "../config.ts"],
  "server/src/sight": ["../config.ts", "../store/sqlite/driver.ts"],
  "server/src/cli": [
    "../store/sqlite/sqlite-store.ts",
    "../api/server.ts",
    "../attempt/attempter.ts",
    "../store/store.ts",
    "../move/source.ts",
  ],
  bench: ["../server/src/main.ts", "../server/src/dispatch/lane.ts"],
  "web/src": ["node:fs", "../../server/src/core/event.ts", "@tanstack/react-router"],
  "web/src/endpoints": ["../../../sdk/src/client.ts", "../../../server/src/core/endpoint.ts", "undici"],
  "web/src/data": ["../ui/button.tsx", "../endpoints/endpoints-screen.tsx", "../shell/shell.tsx"],
  "web/src/ui": ["../data/queries.ts", "../session/session.ts", "@tanstack/react-query"],
};

/** What they may: so that no rule above holds merely because it forbids everything. */
export const ALLOWED_IMPORTS: Record<string, readonly string[]> = {
  "sdk/src": ["./caller.ts", "./wire/event.ts", "./generated/events.ts"],
  "server/src/core": ["./clock.ts"],
  "server/src/catalogue": ["../core/nearest.ts"],
  "server/src/ingest": ["../core/event.ts", "../store/store.ts", "../store/endpoint-directory.ts", "node:buffer"],
  "server/src/attempt": ["undici", "../core/outcome.ts"],
  "server/src/live": ["../core/event.ts", "../store/store.ts"],
  "server/src/store": ["./store.ts", "../core/event.ts"],
  "server/src/store/sqlite": ["node:sqlite", "../store.ts", "../../core/event.ts"],
  "server/src/store/conformance": ["node:test", "../store.ts", "../../core/event.ts"],
  "server/src/move": [
    "../core/clock.ts",
    "../store/store-errors.ts",
    "../store/sqlite/driver.ts",
    "../store/postgres/days.ts",
  ],
  "server/src/api": [
    "../ingest/ingest.ts",
    "../catalogue/catalogue.ts",
    "../store/store.ts",
    "@posthorn/sdk",
    "fastify",
  ],
  "server/src/inbox": ["../core/clock.ts", "fastify"],
  "server/src/tunnel": ["../core/clock.ts", "ws"],
  "server/src/page": ["../core/clock.ts", "fastify"],
  "server/src/sight": ["../core/outcome.ts", "../ingest/ingest.ts", "../store/store.ts", "pino"],
  "server/src/cli": [
    "../main.ts",
    "../move/move.ts",
    "../outbox/outbox.ts",
    "../config.ts",
    "../system.ts",
    "../sight/log.ts",
    "@posthorn/sdk",
  ],
  bench: ["../server/src/store/sqlite/sqlite-store.ts", "../server/src/core/ids.ts", "undici"],
  "web/src": [
    "./page.tsx",
    "./session/session.ts",
    "react",
    "@posthorn/sdk",
    "@tanstack/react-query",
    "wouter",
    "uplot",
  ],
  "web/src/endpoints": ["../ui/button.tsx", "../data/queries.ts", "./words.ts", "@posthorn/sdk"],
  "web/src/data": ["../session/use-session.ts", "./keys.ts", "@posthorn/sdk", "@tanstack/react-query"],
  "web/src/ui": ["./icon.tsx", "react", "wouter", "@posthorn/sdk"],
};
