/** Every error of the API, as `application/problem+json` (RFC 9457). */
export interface Problem {
  type: string;
  title: string;
  status: number;
  /** What to do about it, for a person. */
  detail: string;
  /** What it was, for a program. */
  code: string;
  /** What is wrong with the input, at most 20. */
  errors?: FieldError[];
}

export interface FieldError {
  /** Where: `payload.contract_value`, `headers["x-team"]`, `events[2]`. Empty for the body as a whole. */
  path: string;
  message: string;
}
