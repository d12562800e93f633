export interface NewKey {
  /** The one space it sees, or null for an operator's key, which may do everything. */
  id_space: string | null;
  /** For people, at most 500 characters. */
  description?: string;
}

/** A key of this API. Its text is only in the answer that made it. */
export interface Key {
  id: string;
  id_space: string | null;
  description: string;
  created_at: string;
  /** To about a minute. Null: nobody has used it yet. */
  last_used_at: string | null;
  revoked_at: string | null;
}

export interface CreatedKey extends Key {
  /** `phk_` and 40 of `[A-Za-z0-9]`. Shown this once: only its hash is kept. */
  key: string;
}
