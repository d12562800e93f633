import { type DestinationStream, type LevelWithSilent, pino, stdSerializers, stdTimeFunctions } from "pino";
import type { Log } from "../core/log.ts";

/** Fields that may hold what only its owner should see. Nobody means to log them; this net is for when somebody does. */
const SECRET_FIELDS = [
  "authorization",
  "body",
  "key",
  "operatorKey",
  "payload",
  "previousSigning",
  "secret",
  "secrets",
  "signing",
  "webhook-signature",
];
/** Depths at which those fields are looked for: `{secret}`, `{endpoint: {secrets}}`, `{request: {headers: {…}}}`. */
const REDACTED_PATHS = ["", "*.", "*.*."].flatMap((prefix) =>
  SECRET_FIELDS.map((field) => (field.includes("-") ? `${prefix.slice(0, -1)}["${field}"]` : `${prefix}${field}`)),
);

/** JSON lines with ISO times, one for each thing that matters, to `destination`. */
export function createLog(level: LevelWithSilent, destination: DestinationStream): Log {
  const options = {
    level,
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    // An error's `cause` tells the driver's or the network's own words: without it a failure at night stays a riddle.
    serializers: { err: stdSerializers.errWithCause },
    // That there is none is no secret, and good to know.
    redact: { paths: REDACTED_PATHS, censor: (value: unknown) => (value === null ? null : "***") },
  };
  return pino(options, destination);
}
