import { type Cell, type CellStyle, paint, printable, type WrittenCell, writeCell } from "./cells.ts";
import { cutToWidth, padToWidth, textWidth, wrapToWidth } from "./text-width.ts";

/** One column of a list. */
export interface Column<Row> {
  title: string;
  cell(row: Row): Cell;
  /** It may be cut to make room: a URL or a description, never an id that somebody will copy. */
  isFlexible?: boolean;
  /** How wide it is at least. What arrives line by line stays aligned by it. */
  widthMin?: number;
}

/** One line of what is told about one thing. Several cells: one below the other. */
export type Field = readonly [label: string, value: Cell | readonly Cell[]];

const GAP = "  ";
/** A flexible column narrower than this says nothing. */
const FLEXIBLE_WIDTH_MIN = 8;
/** With less room beside the labels, values go below them. */
const VALUE_WIDTH_MIN = 24;

/** Lines for rows: aligned where they fit `width`, else each row on lines of its own with everything it has. */
export interface Layout<Row> {
  /** Null where the rows are not in columns. */
  header: string | null;
  lines(row: Row): string[];
}

/** Finds how these rows fit. Rows that come later may be laid out the same way. */
export function layOut<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  style: CellStyle,
  width: number,
): Layout<Row> {
  const written = (row: Row) => columns.map((column) => writeCell(column.cell(row), style));
  const widths = fittedWidths(columns, rows.map(written), width);
  if (widths === null) return { header: null, lines: (row) => stacked(columns, written(row), style, width) };
  return {
    header: aligned(
      columns.map(({ title }) => ({ text: title, style: "dim" })),
      widths,
      style,
    ),
    lines: (row) => [aligned(written(row), widths, style)],
  };
}

/** One thing, a line for each field, the labels in a column of their own. */
export function fieldLines(fields: readonly Field[], style: CellStyle, width: number): string[] {
  const safe = fields.map(([label, value]) => [printable(label), value] as const);
  const labelWidth = Math.max(0, ...safe.map(([label]) => textWidth(label)));
  const room = width - labelWidth - GAP.length;
  const isBeside = room >= VALUE_WIDTH_MIN;
  return safe.flatMap(([label, value]) => {
    const cells = isList(value) ? value : [value];
    const written = cells.flatMap((cell) => wrapped(writeCell(cell, style), isBeside ? room : width - GAP.length));
    const painted = written.map((cell) => paint(cell, style));
    const name = paint({ text: isBeside ? padToWidth(label, labelWidth) : label, style: "dim" }, style);
    if (!isBeside) return [name, ...painted.map((text) => GAP + text)];
    return painted.map((text, at) => (at === 0 ? name : " ".repeat(labelWidth)) + GAP + text);
  });
}

function isList(value: Field[1]): value is readonly Cell[] {
  return Array.isArray(value);
}

/** Null: they do not fit, however much the flexible ones are cut. */
function fittedWidths<Row>(
  columns: readonly Column<Row>[],
  rows: readonly (readonly WrittenCell[])[],
  width: number,
): number[] | null {
  const widths = columns.map(({ title, widthMin = 0 }, at) =>
    Math.max(widthMin, textWidth(title), ...rows.map((cells) => textWidth(cells[at]?.text ?? ""))),
  );
  let tooMuch = widths.reduce((sum, each) => sum + each + GAP.length, -GAP.length) - width;
  for (const at of flexibleWidestFirst(columns, widths)) {
    const own = widths[at] ?? 0;
    const given = Math.max(0, Math.min(tooMuch, own - FLEXIBLE_WIDTH_MIN));
    widths[at] = own - given;
    tooMuch -= given;
  }
  return tooMuch <= 0 ? widths : null;
}

function flexibleWidestFirst<Row>(columns: readonly Column<Row>[], widths: readonly number[]): number[] {
  const flexible = columns.flatMap(({ isFlexible }, at) => (isFlexible ? [at] : []));
  return flexible.sort((a, b) => (widths[b] ?? 0) - (widths[a] ?? 0));
}

function aligned(cells: readonly WrittenCell[], widths: readonly number[], style: CellStyle): string {
  const last = cells.length - 1;
  return cells
    .map((cell, at) => {
      const text = cutToWidth(cell.text, widths[at] ?? 0);
      const padding = at === last ? "" : " ".repeat((widths[at] ?? 0) - textWidth(text));
      return paint({ ...cell, text }, style) + padding;
    })
    .join(GAP)
    .trimEnd();
}

/** The cells one after the other, on as many lines as they need, all but the first indented. */
function stacked<Row>(
  columns: readonly Column<Row>[],
  cells: readonly WrittenCell[],
  style: CellStyle,
  width: number,
): string[] {
  const lines: string[] = [];
  let used = width;
  cells.forEach((cell, at) => {
    if (cell.text === "" || cell.text === style.none) return;
    const room = width - (lines.length === 0 ? 0 : GAP.length);
    const text = columns[at]?.isFlexible ? cutToWidth(cell.text, room) : cell.text;
    const own = textWidth(text);
    if (lines.length === 0 || used + GAP.length + own > width) {
      lines.push((lines.length === 0 ? "" : GAP) + paint({ ...cell, text }, style));
      used = own + (lines.length === 1 ? 0 : GAP.length);
    } else {
      lines.push(`${lines.pop() ?? ""}${GAP}${paint({ ...cell, text }, style)}`);
      used += GAP.length + own;
    }
  });
  return lines;
}

function wrapped(cell: WrittenCell, width: number): WrittenCell[] {
  return wrapToWidth(cell.text, width).map((text) => ({ ...cell, text }));
}
