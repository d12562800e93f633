/**
 * What a node has in hand came into it by one of its writes, a handful. `handful`: which one, by the owner's own count.
 * Nodes that know only the schema before do not give it.
 */
export const SCHEMA_4 = `
alter table posthorn.owed add column handful bigint;
`;
