/** Which endpoints are listeners': there are few of them, and a start asks for those that were left behind. */
export const SCHEMA_6 = `
alter table endpoint add column is_listener integer not null default 0;
create index endpoint_listener on endpoint (id) where is_listener = 1 and deleted_at is null;
`;
