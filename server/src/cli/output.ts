import { type Cell, type CellStyle, paint, printable, printableJson, printableLines, writeCell } from "./cells.ts";
import type { Sink, Surroundings } from "./surroundings.ts";
import { type Column, type Field, fieldLines, layOut } from "./table.ts";

/** `terminal`: for a person. `plain`: for a pipe, a line a thing, tabs between the values. `json`: for a program. */
export type OutputFormat = "terminal" | "plain" | "json";

/** What a command says. Everything that goes through here is safe for a terminal, wherever it comes from. */
export interface Output {
  readonly format: OutputFormat;
  /** A list as a table, as lines or as a JSON array, however long it is. `nothing` is what a person reads of none. */
  list<Row>(rows: AsyncIterable<Row> | Iterable<Row>, columns: readonly Column<Row>[], nothing: string): Promise<void>;
  /** One thing with what there is to know of it. `document` is its JSON. */
  item(document: unknown, fields: readonly Field[]): Promise<void>;
  /** What was done, in a sentence. `document` is its JSON. */
  done(document: unknown, sentence: readonly Cell[]): Promise<void>;
  /** A line that is neither: a heading, a sentence. Nothing in JSON. */
  line(...cells: readonly Cell[]): Promise<void>;
  /** Text of many lines, such as a body. Nothing in JSON. */
  block(text: string): Promise<void>;
  /** A document as it is, whatever the format: a schema, a script, generated code. */
  raw(text: string): Promise<void>;
  /** Rows that come one at a time, aligned as well as may be. JSON has one line each. */
  stream<Row>(columns: readonly Column<Row>[]): (row: Row) => Promise<void>;
  /** What a person may want to know beside the output: to stderr, and only in a terminal. */
  hint(text: string): Promise<void>;
  /** A line on stderr for everybody. */
  warn(text: string): Promise<void>;
  /** How cells look on stdout. */
  readonly style: CellStyle;
}

export interface OutputOptions {
  isJson: boolean;
  hasFullTimes: boolean;
  hasNoColor: boolean;
}

/** Of a long list this many rows are measured and laid out at a time. */
const ROWS_AT_A_TIME = 200;

export function createOutput(
  { stdout, stderr, env, clock }: Pick<Surroundings, "stdout" | "stderr" | "env" | "clock">,
  options: OutputOptions,
): Output {
  const format: OutputFormat = options.isJson ? "json" : stdout.isTerminal ? "terminal" : "plain";
  const isForPerson = format === "terminal";
  const style: CellStyle = {
    isColoured: isColoured(stdout, env, options.hasNoColor),
    get relativeTo() {
      return isForPerson && !options.hasFullTimes ? clock.now() : null;
    },
    none: isForPerson ? "–" : "",
  };
  const errorStyle: CellStyle = { ...style, isColoured: isColoured(stderr, env, options.hasNoColor) };
  const write = (lines: readonly string[]) => stdout.write(lines.map((line) => `${line}\n`).join(""));
  const document = (value: unknown) => stdout.write(`${printableJson(value)}\n`);

  return {
    format,
    style,
    async list(rows, columns, nothing) {
      if (format === "json") return writeArray(stdout, rows);
      if (!isForPerson) return writePlain(stdout, rows, columns, style);
      let isFirst = true;
      for await (const some of inParts(rows)) {
        const { header, lines } = layOut(columns, some, style, stdout.columns);
        await write([...(isFirst && header !== null ? [header] : []), ...some.flatMap(lines)]);
        isFirst = false;
      }
      if (isFirst) await write([paint({ text: nothing, style: "dim" }, style)]);
    },
    async item(value, fields) {
      if (format === "json") return document(value);
      await write(isForPerson ? fieldLines(fields, style, stdout.columns) : plainFields(fields, style));
    },
    async done(value, sentence) {
      if (format === "json") return document(value);
      await write([inLine(sentence, style)]);
    },
    async line(...cells) {
      if (format !== "json") await write([inLine(cells, style)]);
    },
    async block(text) {
      if (format !== "json") await write([printableLines(text)]);
    },
    raw: (text) => stdout.write(text.endsWith("\n") ? text : `${text}\n`),
    stream(columns) {
      let isFirst = true;
      return async (row) => {
        if (format === "json") return stdout.write(`${printableJson(row, 0)}\n`);
        if (!isForPerson) return stdout.write(`${plainLine(row, columns, style)}\n`);
        const { header, lines } = layOut(columns, [row], style, stdout.columns);
        await write([...(isFirst && header !== null ? [header] : []), ...lines(row)]);
        isFirst = false;
      };
    },
    async hint(text) {
      if (isForPerson && stderr.isTerminal) await stderr.write(`${inLine([{ text, style: "dim" }], errorStyle)}\n`);
    },
    warn: (text) => stderr.write(`${inLine([{ text, style: "yellow" }], errorStyle)}\n`),
  };
}

/** `NO_COLOR` (no-color.org) and `--no-color` win over `FORCE_COLOR`, that over whether it is a terminal. */
export function isColoured(sink: Pick<Sink, "isTerminal">, env: Surroundings["env"], hasNoColor: boolean): boolean {
  if (hasNoColor || env["NO_COLOR"]) return false;
  const forced = env["FORCE_COLOR"];
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  return sink.isTerminal && env["TERM"] !== "dumb";
}

function inLine(cells: readonly Cell[], style: CellStyle): string {
  return cells.map((cell) => paint(writeCell(cell, style), style)).join("");
}

function plainFields(fields: readonly Field[], style: CellStyle): string[] {
  return fields.flatMap(([label, value]) => {
    const cells = Array.isArray(value) ? value : [value];
    return cells.map((cell: Cell) => `${printable(label)}\t${paint(writeCell(cell, style), style)}`);
  });
}

function plainLine<Row>(row: Row, columns: readonly Column<Row>[], style: CellStyle): string {
  return columns.map((column) => paint(writeCell(column.cell(row), style), style)).join("\t");
}

async function writePlain<Row>(
  stdout: Sink,
  rows: AsyncIterable<Row> | Iterable<Row>,
  columns: readonly Column<Row>[],
  style: CellStyle,
): Promise<void> {
  for await (const some of inParts(rows)) {
    await stdout.write(some.map((row) => `${plainLine(row, columns, style)}\n`).join(""));
  }
}

/** One document, though it is never whole in memory. */
async function writeArray<Row>(stdout: Sink, rows: AsyncIterable<Row> | Iterable<Row>): Promise<void> {
  let before = "[";
  for await (const some of inParts(rows)) {
    await stdout.write(`${before}\n${some.map((row) => printableJson(row)).join(",\n")}`);
    before = ",";
  }
  await stdout.write(before === "[" ? "[]\n" : "\n]\n");
}

async function* inParts<Row>(rows: AsyncIterable<Row> | Iterable<Row>): AsyncGenerator<Row[]> {
  let some: Row[] = [];
  for await (const row of rows) {
    if (some.push(row) < ROWS_AT_A_TIME) continue;
    yield some;
    some = [];
  }
  if (some.length > 0) yield some;
}
