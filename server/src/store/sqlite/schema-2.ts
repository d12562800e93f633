/** What validation has said of an event's payload, as JSON text. Null: nothing. Events from before were not checked. */
export const SCHEMA_2 = `
alter table event add column warnings text;
`;
