/** A bearer key of the HTTP API. Shown once, when it is made; kept as a hash. */
export interface ApiKey {
  id: string;
  /** Null: an operator's key, which may do everything. Else it sees this one space. */
  idSpace: string | null;
  description: string;
  /** SHA-256 of the key, in hex. Keys hold 238 random bits, so no slow hash is needed. */
  hash: string;
  createdAt: number;
  /** To a minute or so. Null: nobody has used it yet. */
  lastUsedAt: number | null;
  revokedAt: number | null;
}
