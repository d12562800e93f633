/** When a key was last used. */
export const SCHEMA_8 = `
alter table api_key add column last_used_at integer;
`;
