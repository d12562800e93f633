/** What becomes of a payload that is not what its type says. `off`: nobody looks. `warn`: it is told. `strict`: it is refused. */
export type Validation = "off" | "warn" | "strict";

export const VALIDATIONS: readonly Validation[] = ["off", "warn", "strict"];
