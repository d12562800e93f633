import { MIGRATIONS } from "../src/store/postgres/migrate.ts";
import type { Migration } from "../src/store/schema-versions.ts";

/**
 * `posthorn` as a later release of it is: the same program, which knows more steps of the schema. The first argument says
 * how many: 1 adds to it, 2 takes something away again that nobody uses from the first one on.
 */
const today = MIGRATIONS.length;
const STEPS: readonly Migration[] = [
  {
    sql: `alter table posthorn.endpoint add column note text not null default '';
      alter table posthorn.node add column region text;
      create table posthorn.later (id integer primary key)`,
    leastKnown: 1,
  },
  { sql: "drop table posthorn.later; alter table posthorn.node drop column region", leastKnown: today + 1 },
];

const [count] = process.argv.splice(2, 1);
// It is an array, and this process is another release than the one that it was written for.
(MIGRATIONS as Migration[]).push(...STEPS.slice(0, Number(count)));
await import("../src/cli/posthorn.ts");
