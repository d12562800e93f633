/** Where a part of Posthorn says what happened. Fields are for programs, the message is for people; neither holds secrets. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
