import { dirname, resolve } from "node:path";
import { StartError } from "../../core/start-error.ts";

/**
 * Why a database is not opened. `in_use`: another process has it. `foreign`: some other program's. `newer`: written by
 * a later Posthorn. `altered`: its schema is not the one this program made. `damaged`: not readable as SQLite.
 * `unwritable`: this user may only read it. `no_room`: its disk is full, or fails. `unreachable`: it cannot be opened.
 */
export type RefusalCode =
  | "in_use"
  | "foreign"
  | "newer"
  | "altered"
  | "damaged"
  | "unwritable"
  | "no_room"
  | "unreachable"
  | "engine_too_old";

/** The database cannot be used as it is. Nothing in it has been changed. */
export class DatabaseRefused extends StartError {
  readonly code: RefusalCode;

  constructor(code: RefusalCode, message: string, hint: string, options?: ErrorOptions) {
    super(message, hint, options);
    this.name = "DatabaseRefused";
    this.code = code;
  }
}

export const OTHER_FILE_HINT = "Name another file in POSTHORN_DATABASE_URL: one that does not exist yet is made.";

export function damaged(path: string, reason: string, options?: ErrorOptions): DatabaseRefused {
  return new DatabaseRefused(
    "damaged",
    `${path} is no database, or a damaged one: ${reason}`,
    `If it was Posthorn's, restore a backup. ${OTHER_FILE_HINT}`,
    options,
  );
}

export function unwritable(path: string, reason: string, options: ErrorOptions): DatabaseRefused {
  const hint = `Let this user write the file, and make files in ${dirname(resolve(path))}.`;
  return new DatabaseRefused("unwritable", `${path} cannot be written: ${reason}`, hint, options);
}

export function noRoom(path: string, reason: string, options: ErrorOptions): DatabaseRefused {
  const hint = "See that its disk is well and has room, then start again. What it keeps is as it was.";
  return new DatabaseRefused("no_room", `${path} cannot be written: ${reason}`, hint, options);
}
