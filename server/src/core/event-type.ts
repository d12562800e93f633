/** What becomes of a payload that is not what its type says. `off`: nobody looks. `warn`: it is told. `strict`: it is refused. */
export type Validation = "off" | "warn" | "strict";

export const VALIDATIONS: readonly Validation[] = ["off", "warn", "strict"];

/** Parts of `[A-Za-z0-9_]` with full stops between them, as Standard Webhooks advises. */
export const EVENT_TYPE_NAME = /^[A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)*$/;
/** The longest name of the seed has 26 characters. One part of an address has room for 100. */
export const EVENT_TYPE_NAME_LENGTH_MAX = 100;
