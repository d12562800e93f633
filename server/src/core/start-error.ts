/** A reason not to start that the operator can do something about: a taken port, a locked or foreign database. */
export class StartError extends Error {
  /** What to do about it, in one sentence for the operator. */
  readonly hint: string;

  constructor(message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "StartError";
    this.hint = hint;
  }
}
