/**
 * The newest step of the schema that a node's program knows, so that nothing is taken away from under it; and revoked keys
 * and sessions among the changes. To nodes from before, which do not look at it, such a change is one of event types.
 */
export const SCHEMA_5 = `
alter table posthorn.node add column knows integer;
alter table posthorn.change add column id_revoked text;
`;
