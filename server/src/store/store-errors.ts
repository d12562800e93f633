/** The database could not be read or written: full, locked, gone. Trying again later makes sense. */
export class StoreUnavailable extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "StoreUnavailable";
  }
}

/** The database was found damaged. It does not heal: somebody has to restore a backup. */
export class StoreDamaged extends StoreUnavailable {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "StoreDamaged";
  }
}
