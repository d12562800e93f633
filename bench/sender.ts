import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { type Child, startChild } from "./processes/calls.ts";
import type { RelayCalls } from "./processes/relay.ts";

/** What is measured: Posthorn or the bare relay, each a process of its own. */
export interface Sender {
  kind: "posthorn" | "relay";
  /** Where events are posted. */
  url: string;
  origin: string;
  pid: number | undefined;
  /** Posthorn stops as at SIGTERM, or the run has failed. */
  stop(): Promise<void>;
  kill(): Promise<void>;
}

/** How Posthorn is started. */
export interface PosthornOptions {
  /** `built`: what `npm run build` has made, as it runs in production. `source`: as `npm start` runs it. */
  from: "built" | "source";
  /** `file:…` or `postgres://…`. */
  databaseUrl: string;
  /** Options of Node for it, such as `--cpu-prof`. */
  nodeOptions?: readonly string[];
}

export const OPERATOR_KEY = "operator-key-of-the-benchmark";

const ENTRIES = { built: "../server/dist/cli/posthorn.js", source: "../server/src/cli/posthorn.ts" };

/** Starts Posthorn as users run it: default settings, with only the guard opened for this machine. */
export async function startPosthorn({ from, databaseUrl, nodeOptions = [] }: PosthornOptions): Promise<Sender> {
  const entry = fileURLToPath(new URL(ENTRIES[from], import.meta.url));
  const conditions = from === "source" ? ["--conditions=posthorn-source"] : [];
  const child = spawn(process.execPath, [...conditions, ...nodeOptions, entry, "serve"], {
    env: {
      POSTHORN_DATABASE_URL: databaseUrl,
      POSTHORN_PORT: "0",
      POSTHORN_OPERATOR_KEY: OPERATOR_KEY,
      POSTHORN_ALLOW_ADDRESSES: "127.0.0.0/8",
      POSTHORN_ALLOW_HTTP: "true",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stderr = "";
  child.stderr.on("data", (chunk) => {
    stderr = (stderr + chunk).slice(-10_000);
  });
  const exited = once(child, "exit");
  const origin = await new Promise<string>((resolve, reject) => {
    let stdout = "";
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
      const [, url] = /listens at (\S+?),/.exec(stdout) ?? [];
      if (url !== undefined) resolve(url);
    });
    child.once("exit", (code) => reject(new Error(`posthorn ended with ${code} before it listened: ${stderr}`)));
  });
  return {
    kind: "posthorn",
    url: `${origin}/v1/events`,
    origin,
    pid: child.pid,
    async stop() {
      child.kill("SIGTERM");
      const [code] = await exited;
      if (code !== 0) throw new Error(`posthorn ended with ${code}: ${stderr}`);
    },
    async kill() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

/** Starts the relay, which forwards to one URL. */
export async function startRelay(to: string): Promise<Sender> {
  const relay: Child<RelayCalls> = startChild("relay");
  const port = await relay.call("start", { to });
  const origin = `http://127.0.0.1:${port}`;
  return { kind: "relay", url: `${origin}/`, origin, pid: relay.pid, stop: relay.end, kill: relay.end };
}
