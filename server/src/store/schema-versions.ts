/** One step of a store's schema. What has been released is never edited. */
export interface Migration {
  sql: string;
  /**
   * The least version that a program must know to work on a database with this one. A step that only adds is lived with by
   * programs of before, which is what two versions side by side need; one that takes something away names the version
   * whose programs were the first not to use it.
   */
  leastKnown: number;
}

/** A step that a database has had. Without `least_known` it is of a program that did not yet write it, and needs itself. */
export interface AppliedVersion {
  version: number;
  checksum: string;
  least_known?: number | null;
}

/** A schema that a program must not work on: its version, and the least that has to be known for it. */
export interface SchemaTooNew {
  version: number;
  leastKnown: number;
}

/** Whether a database with these steps needs more than a program with `known` of them has. */
export function toSchemaTooNew(applied: readonly AppliedVersion[], known: number): SchemaTooNew | null {
  const unknown = applied.filter(({ version }) => version > known);
  const leastKnown = Math.max(0, ...unknown.map(({ version, least_known }) => least_known ?? version));
  if (leastKnown <= known) return null;
  return { version: Math.max(...unknown.map(({ version }) => version)), leastKnown };
}

/** The least that a program must know to work on a database with these steps. */
export function leastKnownOf(steps: readonly { leastKnown: number }[]): number {
  return Math.max(0, ...steps.map(({ leastKnown }) => leastKnown));
}

/** What to do about it, in words for the operator. */
export function schemaTooNewHint({ leastKnown }: SchemaTooNew): string {
  return `Run a Posthorn that knows version ${leastKnown} or a later one, or restore a backup from before the upgrade.`;
}
