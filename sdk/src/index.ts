export * from "./client.ts";
export type * from "./generated/events.ts";
export type * from "./wire.ts";
