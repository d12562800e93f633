import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { extname, join, sep } from "node:path";
import { constants, gzipSync } from "node:zlib";

/** A file of the built page, as it is sent. */
export interface PageFile {
  type: string;
  body: Buffer;
  /** Made when it is first asked for. Null: it would be no smaller. */
  gzipped(): Buffer | null;
  etag: string;
  /** Whether its name holds a hash of what is in it, so that it never changes. */
  isImmutable: boolean;
}

/** By path below the page's own, such as `index.html` and `assets/index-BX3k2a9Q.js`. */
export type PageFiles = ReadonlyMap<string, PageFile>;

/** The page is a tenth of this. All of it is kept in memory. */
const BYTES_MAX = 16 * 1024 * 1024;
/** As Vite names what it builds. */
const HASHED = /^assets\/.*-[A-Za-z0-9_-]{8}\.[a-z0-9]+$/;

/** What a page is made of. Anything else in the folder is not served. */
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".webmanifest": "application/manifest+json; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
};

/** Reads the page from the first of the folders that has one. Null: none has, it is not built. */
export function readPageFiles(folders: readonly string[]): PageFiles | null {
  for (const folder of folders) {
    const files = readFolder(folder);
    if (files.has("index.html")) return files;
  }
  return null;
}

function readFolder(folder: string): Map<string, PageFile> {
  const files = new Map<string, PageFile>();
  let bytes = 0;
  for (const path of pathsIn(folder)) {
    const type = TYPES[extname(path)];
    // What begins with a dot is for tools.
    if (type === undefined || path.split("/").some((part) => part.startsWith("."))) continue;
    const body = readFileSync(join(folder, path));
    bytes += body.length;
    if (bytes > BYTES_MAX) throw new Error(`${folder} holds more than ${BYTES_MAX} bytes: that is not the page`);
    files.set(path, toPageFile(path, type, body));
  }
  return files;
}

function pathsIn(folder: string): string[] {
  try {
    const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
    return names.map((name) => name.replaceAll(sep, "/"));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

function toPageFile(path: string, type: string, body: Buffer): PageFile {
  let gzipped: Buffer | null = null;
  return {
    type,
    body,
    gzipped() {
      gzipped ??= gzipSync(body, { level: constants.Z_BEST_COMPRESSION });
      return gzipped.length < body.length ? gzipped : null;
    },
    etag: `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`,
    isImmutable: HASHED.test(path),
  };
}
