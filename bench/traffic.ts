/**
 * What is posted and what must arrive, by number: each event of a run has a number, which stands in its id and in its
 * payload. So a receiver can tell of every body whether it is right to the byte, without being told of it first.
 */

export const EVENT_TYPE = "lead.create";
/** Another type, for endpoints that must get nothing. */
export const OTHER_EVENT_TYPE = "tag.create";
/** Secrets of every endpoint of the benchmark. */
export const BODY_SECRET = "wh_0123456789abcde";
export const SIGNING_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

const PAYLOAD_BYTES = 1024;
const DIGITS = 10;

/** A lead as the catalogue wants it, cut in two where its number stands. */
const PAYLOAD = payloadAround();

/** The id of a space by its place in the run. */
export function spaceId(space: number): string {
  return `eb8edc65-129a-4cb6-abbe-${space.toString(16).padStart(12, "0")}`;
}

export function digitsOf(number: number): string {
  return String(number).padStart(DIGITS, "0");
}

/** Without the digits of the number. */
export const EVENT_ID_START = "bench-";

/** The posted body, cut where the number stands: `join` it with the digits. */
export function postedPieces(space: number): string[] {
  const [before, after] = PAYLOAD;
  const head = `","id_space":"${spaceId(space)}","event":"${EVENT_TYPE}","payload":`;
  return [`{"id":"${EVENT_ID_START}`, `${head}${before}`, `${after}}`];
}

/** The body that Posthorn must send, cut in the same way. */
export function sentPieces(space: number): string[] {
  const [before, after] = PAYLOAD;
  const head = `{"id_space":"${spaceId(space)}","event":"${EVENT_TYPE}","secret":"${BODY_SECRET}","payload":`;
  return [`${head}${before}`, `${after}}`];
}

/** The number in a body that begins as it must. Null: it does not. */
export function numberIn(body: string, pieces: readonly string[]): number | null {
  const [before = ""] = pieces;
  const digits = body.slice(before.length, before.length + DIGITS);
  return /^\d+$/.test(digits) && body === pieces.join(digits) ? Number(digits) : null;
}

function payloadAround(): [before: string, after: string] {
  const before = '{"id":"lead-';
  const fields = [
    '"email":null,"company":null,"phone":null,"linkedin_url":null,"created_at":"2023-04-29T11:13:55.021Z"',
    '"updated_at":null,"first_name":"Jean","icebreaker":"","last_name":"remove","website_url":null,"timezone":null',
    '"city":null,"company_role":null,"twitter_name":null,"avatar_url":null,"icebreaker_2":"","icebreaker_3":""',
    '"icebreaker_4":"","email_bounce_score":null,"twitter_company_name":null,"is_deleted":false,"is_deleted_at":null',
    '"custom_fields":null,"custom_fields_schema":null,"order":0,"contract_value":0,"is_tracked":false',
    '"id_import_task":null,"id_linkedin_company":null,"id_linkedin":null',
    '"id_space":"eb8edc65-129a-4cb6-abbe-6bf8979c0658","id_twitter_company":null,"id_twitter":null',
  ];
  const after = `",${fields.join(",")},"notes":"`;
  const end = '"}';
  const notes = ".".repeat(PAYLOAD_BYTES - before.length - DIGITS - after.length - end.length);
  return [before, `${after}${notes}${end}`];
}
