import { styleText } from "node:util";
import { relativeTime } from "./times.ts";

/** Colours of the terminal's own palette, which its owner has made readable on light or dark. */
export type Style = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";

/** One value in a table, a list of fields or a line. Null: there is none. */
export type Cell = string | number | null | StyledCell | TimeCell;

export interface StyledCell {
  text: string;
  style: Style;
}

/** A moment on the wire. People read how long ago it was, programs the time itself. */
export interface TimeCell {
  time: string;
}

/** For whom cells are written. */
export interface CellStyle {
  isColoured: boolean;
  /** Null: times as they are on the wire. Else milliseconds since 1970, which times are told from. */
  relativeTo: number | null;
  /** What stands where there is no value. */
  none: string;
}

/** A cell as it goes out: its own text, safe to print, and the text with its colour. */
export interface WrittenCell {
  text: string;
  style: Style | null;
}

/** Control characters, what turns the direction of writing around, and halves of characters. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]|\p{Cs}/gu;

/**
 * The text as a terminal may have it. What comes from elsewhere may hold escape sequences that move the cursor, set the
 * clipboard or hide text: each such character is spelt out instead.
 */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => {
    const short = { "\n": "\\n", "\r": "\\r", "\t": "\\t" }[character];
    return short ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}

/** The same for text of many lines. */
export function printableLines(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => line.split("\t").map(printable).join("    "))
    .join("\n");
}

/** JSON whose unprintable characters are escapes: the same to a program, and safe in a terminal. */
export function printableJson(value: unknown, indent = 2): string {
  return JSON.stringify(value, null, indent).replace(UNPRINTABLE, (character) =>
    // The line breaks between the parts of the document are its own: those in texts are escaped already.
    character === "\n" ? character : unicodeEscapes(character),
  );
}

export function styled(style: Style, text: string | number | null): Cell {
  return text === null ? null : { text: String(text), style };
}

/** A time of the wire, which may not have come yet. */
export function timeCell(time: string | null): Cell {
  return time === null ? null : { time };
}

export function writeCell(cell: Cell, { relativeTo, none }: CellStyle): WrittenCell {
  if (cell === null) return { text: none, style: "dim" };
  if (typeof cell !== "object") return { text: printable(String(cell)), style: null };
  if ("style" in cell) return { text: printable(cell.text), style: cell.style };
  return { text: printable(relativeTo === null ? cell.time : relativeTime(cell.time, relativeTo)), style: null };
}

export function paint({ text, style }: WrittenCell, { isColoured }: Pick<CellStyle, "isColoured">): string {
  // Whether there is colour was decided before, for the whole command.
  return style !== null && isColoured && text !== "" ? styleText(style, text, { validateStream: false }) : text;
}

function unicodeEscapes(character: string): string {
  return Array.from({ length: character.length }, (_, at) => {
    return `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`;
  }).join("");
}
