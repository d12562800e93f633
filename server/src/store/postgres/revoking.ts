import type { Changes } from "./changes.ts";
import type { Database, Statement } from "./driver.ts";
import type { SqlValue } from "./sql-value.ts";

/** Revokes a key or a session, so that all nodes hear of it. False: there is nothing to revoke. */
export async function revokeAndTell(
  database: Database,
  changes: Changes,
  { id, revoke, values }: { id: string; revoke: Statement<{ id: string }>; values: readonly SqlValue[] },
): Promise<boolean> {
  const tell = await database.transaction(async (transaction) => {
    const revoked = await transaction.query(revoke, values);
    return revoked.length === 0 ? null : (await changes.note(transaction, [{ idRevoked: id }])).tell;
  });
  tell?.();
  return tell !== null;
}
