import { StartError } from "../../core/start-error.ts";

/**
 * Why a database is not opened. `newer`: written by a later Posthorn. `altered`: its schema is not the one this program
 * made. `foreign`: a schema of that name is there that is not ours. `unreachable`: no connection, or not with this user.
 * `not_allowed`: this user may not do what is needed. `engine_too_old`: a Postgres before 15.
 */
export type RefusalCode = "newer" | "altered" | "foreign" | "unreachable" | "not_allowed" | "engine_too_old";

/** The database cannot be used as it is. Nothing in it has been changed. */
export class DatabaseRefused extends StartError {
  readonly code: RefusalCode;

  constructor(code: RefusalCode, message: string, hint: string, options?: ErrorOptions) {
    super(message, hint, options);
    this.name = "DatabaseRefused";
    this.code = code;
  }
}
