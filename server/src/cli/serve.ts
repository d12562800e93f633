import { randomBytes } from "node:crypto";
import { constants } from "node:os";
import { destination } from "pino";
import { type Config, databaseName, maskedConfig, readConfig, readEnvironment } from "../config.ts";
import { StartError } from "../core/start-error.ts";
import { type Posthorn, startPosthorn } from "../main.ts";
import { createLog } from "../sight/log.ts";
import { systemClock } from "../system.ts";
import { readVersion } from "../version.ts";
import { EXIT } from "./failure.ts";
import { firstRunText } from "./first-run.ts";
import { boundYoungHeap } from "./young-heap.ts";

const STDERR = 2;

/** Runs a node until somebody stops it. Logs go to stderr, words for a person to stdout. Resolves where it cannot run. */
export async function serve(flags: Readonly<Record<string, string>>): Promise<number> {
  const parsed = readConfig(flags);
  if (parsed.kind === "faults") {
    complain(parsed.faults, "posthorn serve --help lists every setting");
    return EXIT.usage;
  }
  const { config } = parsed;
  // Synchronous, so that the last lines before an end are not lost.
  const log = createLog(config.logLevel, destination({ dest: STDERR, sync: true }));
  // Below the usual level, so that a start is one line to a person at a terminal.
  log.debug({ config: maskedConfig(config) }, "starting");
  const stopAsked = nextStopSignal();
  try {
    const posthorn = await startPosthorn({ config, log, version: readVersion() });
    boundYoungHeap(systemClock, [...process.execArgv, readEnvironment()["NODE_OPTIONS"] ?? ""]);
    process.stdout.write(await startText(config, posthorn));
    log.info({ signal: await stopAsked }, "stopping");
    await posthorn.stop();
    log.info({}, "stopped");
    // A request that was left to the next start may still hold a socket open: it is over for this process.
    process.exit();
  } catch (error) {
    // What the operator can mend is told in words; anything else is a bug, and its stack trace is wanted.
    if (!(error instanceof StartError)) {
      log.error({ err: error }, "a bug ends this node");
      throw error;
    }
    complain([error.message], error.hint);
    return EXIT.failed;
  }
}

/** Comes with the first SIGTERM or SIGINT. The second ends the process at once: who asks twice does not want to wait. */
function nextStopSignal(): Promise<NodeJS.Signals> {
  let isAsked = false;
  return new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      process.on(signal, () => {
        // 128 + the signal's number is how a shell tells that a program was ended by it.
        if (isAsked) process.exit(128 + constants.signals[signal]);
        isAsked = true;
        resolve(signal);
      });
    }
  });
}

async function startText(config: Config, { url, first }: Pick<Posthorn, "url" | "first">): Promise<string> {
  const database = databaseName(config.databaseUrl);
  const line = `Posthorn ${readVersion()} listens at ${url}, database ${database}, Node ${process.version}\n`;
  if (first === null) return line;
  const { createCatalogue } = await import("../catalogue/catalogue.ts");
  const inboxToken = config.inbox ? randomBytes(12).toString("base64url") : null;
  const sample = createCatalogue().find("lead.create")?.sample ?? {};
  return line + firstRunText({ url, ...first, inboxToken, sample });
}

function complain(reasons: readonly string[], hint: string): void {
  for (const reason of reasons) process.stderr.write(`posthorn: ${reason}\n`);
  process.stderr.write(`  ${hint}\n`);
}
