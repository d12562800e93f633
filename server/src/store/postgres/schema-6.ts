/** When a key was last used. */
export const SCHEMA_6 = `
alter table posthorn.api_key add column last_used_at bigint;
`;
