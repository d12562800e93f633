import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir, userInfo } from "node:os";
import { dirname, join } from "node:path";

/** How a browser is started here. */
export interface Chromium {
  executablePath: string;
  /** What it needs in its environment beside that of the tests. */
  env: Readonly<Record<string, string>>;
}

/** Where the usual installers put it. */
const USUAL_PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];
const HOW_TO_GET_IT =
  "No Chromium was found for the tests of the page. Linux on x64 brings its own with npm ci; elsewhere install Chromium or " +
  "Chrome (Debian: apt-get install chromium), or say where it is with POSTHORN_TEST_CHROMIUM.";

/** The browser of the tests: `wanted`, where somebody says so; the one that `npm ci` has brought; else one that is installed. */
export async function findChromium(wanted: string | undefined): Promise<Chromium> {
  if (wanted !== undefined) return checked({ executablePath: wanted, env: {} });
  if (process.platform === "linux" && process.arch === "x64") return checked(await unpackedChromium());
  const executablePath = USUAL_PLACES.find((path) => existsSync(path));
  if (executablePath === undefined) throw new Error(HOW_TO_GET_IT);
  return checked({ executablePath, env: {} });
}

/** Unpacks the browser of the dev dependency once for each version and user; it is kept beside other temporary files. */
async function unpackedChromium(): Promise<Chromium> {
  const bin = join(dirname(createRequire(import.meta.url).resolve("@sparticuz/chromium")), "..", "bin");
  const { version } = createRequire(import.meta.url)(join(bin, "..", "package.json"));
  const folder = join(tmpdir(), `posthorn-chromium-${version}-${userInfo().uid}`);
  if (!existsSync(folder)) await unpack(bin, folder);
  const executablePath = join(folder, "chromium");
  // A machine without fonts of its own has no configuration for them either; with neither, text has no glyphs.
  const fonts: Record<string, string> = existsSync("/etc/fonts/fonts.conf")
    ? {}
    : { FONTCONFIG_PATH: join(folder, "fonts") };
  // The machine's own libraries where it has them: they fit its other libraries.
  const isComplete = startFault({ executablePath, env: fonts }) === null;
  const libraries: Record<string, string> = isComplete ? {} : { LD_LIBRARY_PATH: join(folder, "al2023", "lib") };
  return { executablePath, env: { ...fonts, ...libraries } };
}

async function unpack(bin: string, folder: string): Promise<void> {
  const { inflate } = await import("@sparticuz/chromium");
  const unfinished = mkdtempSync(`${folder}-`);
  const before = process.env["TMPDIR"];
  try {
    // It unpacks into the temporary folder, whatever that is.
    process.env["TMPDIR"] = unfinished;
    const archives = ["chromium.br", "fonts.tar.br", "swiftshader.tar.br", "al2023.tar.br"];
    await Promise.all(archives.map((archive) => inflate(join(bin, archive))));
  } finally {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
  }
  try {
    // At once, so that two runs at the same time never see half of it.
    renameSync(unfinished, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
    rmSync(unfinished, { recursive: true, force: true });
  }
}

function checked(chromium: Chromium): Chromium {
  const fault = startFault(chromium);
  if (fault !== null) throw new Error(`${chromium.executablePath} does not start: ${fault}\n${HOW_TO_GET_IT}`);
  return chromium;
}

/** Why it does not start. Null: it does. */
function startFault({ executablePath, env }: Chromium): string | null {
  const { status, stderr, error } = spawnSync(executablePath, ["--version"], {
    env: { ...process.env, ...env },
    encoding: "utf8",
    timeout: 30_000,
  });
  return status === 0 ? null : (error?.message ?? stderr.trim());
}
