import { StartError } from "../../core/start-error.ts";

/**
 * Why a database is not opened. `in_use`: another process has it. `foreign`: some other program's. `newer`: written by
 * a later Posthorn. `altered`: its schema is not the one this program made. `damaged`: not readable as SQLite.
 */
export type RefusalCode = "in_use" | "foreign" | "newer" | "altered" | "damaged" | "unreachable" | "engine_too_old";

/** The database cannot be used as it is. Nothing in it has been changed. */
export class DatabaseRefused extends StartError {
  readonly code: RefusalCode;

  constructor(code: RefusalCode, message: string, hint: string, options?: ErrorOptions) {
    super(message, hint, options);
    this.name = "DatabaseRefused";
    this.code = code;
  }
}
