/** What causes events. */
export const ACTOR_TYPES = ["user", "api", "automation", "import", "system"] as const;
/** Characters of an actor's id or name: longer ones are no names. */
export const ACTOR_TEXT_MAX = 200;
/** Visible ASCII, so that it fits into a log, a header and a query. The longest in use, W3C's traceparent, has 55. */
export const CORRELATION_ID_PATTERN = "^[\\x21-\\x7e]{1,128}$";
/** Of `changes`: a quarter of the largest payload, since it holds what has changed and not the whole once more. */
export const CHANGES_BYTES_MAX = 64 * 1024;
/** Levels of arrays and objects in `changes`, itself included: twice as many as any payload of the catalogue has. */
export const CHANGES_DEPTH_MAX = 16;
/** Fields that have changed, and things that were added or removed: the largest payload of the catalogue has 48 keys. */
export const CHANGED_MAX = 200;
/** Characters of a field's name. */
export const FIELD_LENGTH_MAX = 200;
