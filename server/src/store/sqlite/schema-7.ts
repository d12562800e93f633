/** Signing secrets that were rotated and still sign, newest first, as JSON text: there may be several at a time. */
export const SCHEMA_7 = `
alter table endpoint add column previous_signing text not null default '[]';
update endpoint set previous_signing =
  json_array(json_object('secret', previous_signing_secret, 'expiresAt', previous_signing_expires_at))
  where previous_signing_secret is not null;
alter table endpoint drop column previous_signing_secret;
alter table endpoint drop column previous_signing_expires_at;
`;
