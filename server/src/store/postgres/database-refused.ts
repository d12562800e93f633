import { StartError } from "../../core/start-error.ts";
import { type SchemaTooNew, schemaTooNewHint } from "../schema-versions.ts";

/**
 * Why a database is not opened. `newer`: written by a later Posthorn. `altered`: its schema is not the one this program
 * made. `foreign`: a schema of that name is there that is not ours. `unreachable`: no connection, or not with this user.
 * `not_allowed`: this user may not do what is needed. `engine_too_old`: a Postgres before 15. `half_moved`: a move into it
 * has not ended. `older_nodes`: nodes run on it that could not live with what this program would change.
 */
export type RefusalCode =
  | "newer"
  | "altered"
  | "foreign"
  | "unreachable"
  | "not_allowed"
  | "engine_too_old"
  | "half_moved"
  | "older_nodes";

/** The database cannot be used as it is. Nothing in it has been changed. */
export class DatabaseRefused extends StartError {
  readonly code: RefusalCode;

  constructor(code: RefusalCode, message: string, hint: string, options?: ErrorOptions) {
    super(message, hint, options);
    this.name = "DatabaseRefused";
    this.code = code;
  }
}

export function halfMoved(): DatabaseRefused {
  return new DatabaseRefused(
    "half_moved",
    "The database holds only part of what posthorn migrate is moving into it",
    "Run that posthorn migrate once more: it goes on where it was. Start nodes when it has ended.",
  );
}

export function tooNew(found: SchemaTooNew, known: number): DatabaseRefused {
  return new DatabaseRefused(
    "newer",
    `The database was written by a newer Posthorn: its schema has version ${found.version}, and this one knows ${known}`,
    schemaTooNewHint(found),
  );
}
