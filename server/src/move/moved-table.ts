/**
 * How the rows of one table move. A column has one form, the same on both sides: as it is read from SQLite, as it is given to
 * Postgres, and as it is read back from there. So one sum of all rows tells whether both hold the same.
 */
export interface MovedTable {
  /** In Postgres. */
  readonly name: string;
  /** In SQLite. */
  readonly from: string;
  /** Which of its rows, where it is not all: SQL. */
  readonly where?: string;
  /** Columns in SQLite by which its rows are read in order, and found again after an interruption. */
  readonly key: readonly string[];
  readonly columns: readonly MovedColumn[];
}

export interface MovedColumn {
  readonly name: string;
  readonly kind: Kind;
  /** The columns in SQLite that it is made of. */
  readonly from: readonly string[];
  /** How it is read there: SQL. */
  readonly read: string;
  /** The column in Postgres. */
  readonly to: string;
  /** What is written there: SQL over the row `input`, which has it by its name. */
  readonly write: string;
  /** How it is read back: SQL over the row `moved`. */
  readonly back: string;
}

/** `bytes` travel as one piece, since an array of them would travel as text. */
export type Kind = "text" | "integer" | "real" | "boolean" | "bytes";

/** A value in the form that both sides have. Null: there is none. */
export type MovedValue = string | number | boolean | Uint8Array | null;

/** What finds a row of the source again. */
export type Key = readonly (string | number)[];

const ARRAY_TYPES: Readonly<Record<Exclude<Kind, "bytes">, string>> = {
  text: "text[]",
  integer: "bigint[]",
  real: "float8[]",
  boolean: "boolean[]",
};

/** The same on both sides, maybe under another name. */
export function same(kind: Kind, name: string, to = name): MovedColumn {
  const quoted = `"${name}"`;
  return { name, kind, from: [name], read: quoted, to, write: `input.${quoted}`, back: `moved."${to}"` };
}

export function sameAll(kind: Kind, names: readonly string[]): MovedColumn[] {
  return names.map((name) => same(kind, name));
}

/** A space or an endpoint: SQLite has its id, Postgres its number. */
export function reference(table: "space" | "endpoint"): MovedColumn {
  const name = `id_${table}`;
  return {
    ...same("text", name, table),
    write: `(select seq from posthorn.${table} where id = input.${name})`,
    back: `(select id from posthorn.${table} where seq = moved.${table})`,
  };
}

export function countSql({ from, where = "true" }: MovedTable): string {
  return `select count(*) as count from "${from}" where ${where}`;
}

/** All rows in the order of their keys; `isLater`: those behind the key that is given. The key's parts are `k0`, `k1`, … */
export function readSql({ from, where = "true", key, columns }: MovedTable, isLater: boolean): string {
  const values = columns.map(({ name, read }) => `${read} as "${name}"`);
  const parts = key.map((part, at) => `"${part}" as k${at}`);
  const order = key.map((part) => `"${part}"`).join();
  const later = isLater ? `and (${order}) > (${key.map(() => "?").join()})` : "";
  return `select ${[...values, ...parts].join()} from "${from}" where ${where} ${later} order by ${order}`;
}

/**
 * Writes a batch and how far it brings the move, in one statement, if the move is where this batch begins: $1 is the number
 * of the batch, $2 the progress after it, $3 how many rows there are, $4 all bytes; then come the columns.
 */
export function writeSql({ name, columns }: MovedTable): string {
  const [arrays, names]: [string[], string[]] = [[], []];
  const add = (type: string, column: string) => {
    names.push(`"${column}"`);
    arrays.push(`unnest($${arrays.length + 5}::${type})`);
  };
  for (const { name: column, kind } of columns) {
    if (kind !== "bytes") add(ARRAY_TYPES[kind], column);
    else for (const part of ["from", "length"]) add("integer[]", `${column}_${part}`);
  }
  const written = columns.map(({ name: column, kind, write }) =>
    kind === "bytes" ? `substring($4::bytea from input."${column}_from" for input."${column}_length")` : write,
  );
  return `with mine as (
      select from posthorn.move where batch = $1 and ended_at is null for update
    ), input as (
      select * from rows from (generate_series(1, $3::integer), ${arrays.join()}) as input (ord, ${names.join()})
        where exists (select from mine) and $4::bytea is not null
    ), written as (
      insert into posthorn.${name} (${columns.map(({ to }) => `"${to}"`).join()}) overriding system value
        select ${written.join()} from input order by ord
    )
    update posthorn.move set batch = batch + 1, progress = $2 where exists (select from mine) returning batch`;
}

/** All rows as they are in Postgres by now, in any order. */
export function readBackSql({ name, columns }: MovedTable): string {
  const values = columns.map(({ name: column, back }) => `${back} as "${column}"`);
  return `select ${values.join()} from posthorn.${name} as moved`;
}
