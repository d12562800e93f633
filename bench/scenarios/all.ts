import type { Scenario } from "../scenario.ts";
import { backlog } from "./backlog.ts";
import { bulk } from "./bulk.ts";
import { fanOut } from "./fan-out.ts";
import { farReceiver } from "./far-receiver.ts";
import { growth } from "./growth.ts";
import { isolation } from "./isolation.ts";
import { latency } from "./latency.ts";
import { page } from "./page.ts";
import { postgres } from "./postgres.ts";
import { start } from "./start.ts";
import { steady } from "./steady.ts";

/** In the order in which they run and are told. */
export const SCENARIOS: readonly Scenario[] = [
  steady,
  postgres,
  bulk,
  fanOut,
  latency,
  isolation,
  farReceiver,
  backlog,
  page,
  growth,
  start,
];
