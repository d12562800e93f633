/** A body's secret stands in JSON as it is. */
export const BODY_SECRET_PATTERN = "^[\\x20-\\x7e]{1,256}$";
/** Standard Webhooks. How many bytes it holds is checked where it is read. */
export const SIGNING_SECRET_PATTERN = "^whsec_[A-Za-z0-9+/]{32,86}={0,2}$";
/** A colour with three or six digits, as CSS has them. */
export const COLOR_PATTERN = "^#(?:[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})$";
