import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";
import type { Config } from "./config.ts";
import { StartError } from "./core/start-error.ts";
import { TUNNEL_PATH } from "./core/tunnel.ts";
import { createNodeApi } from "./node-api.ts";
import { createStages, type Tools } from "./stages.ts";
import { StoreUnavailable } from "./store/store-errors.ts";
import { systemClock as clock } from "./system.ts";

/** A node that takes events and sends them. */
export interface RunningNode {
  /** How others reach it. */
  url: string;
  /** Takes nothing more, ends what is in flight, records it, and lets go of the store. */
  stop(): Promise<void>;
}

const INBOX_PATH = "/inbox/";
/** For the answers that are under way when everything else has ended. */
const LAST_ANSWERS_MS = 1_000;

/** Builds the stages and the API on an open store, and starts them. */
export async function startNode(tools: Tools): Promise<RunningNode> {
  const { config, log } = tools;
  let state: "starting" | "running" | "stopping" = "starting";
  let address: { host: string; port: number; publicUrl: string } | null = null;
  const below = (path: string) => address && { ...address, prefix: address.publicUrl + path };
  const findInbox = () => (config.inbox ? below(INBOX_PATH) : null);

  const publicUrl = () => address?.publicUrl ?? "";
  const stages = createStages(tools, { inbox: findInbox, tunnel: () => below(TUNNEL_PATH), publicUrl });
  const { dispatcher, byHand, emitted, membership, replayJobs, retention, tunnel } = stages;
  const api = createNodeApi(tools, stages, {
    findInbox,
    isAccepting: () => state === "running",
    publicUrl,
  });
  await stages.eventTypes.refresh();
  const { host, port } = await listen(api, config);
  address = { host, port, publicUrl: config.publicUrl ?? originOf(host, port) };
  await tunnel.adopt(await tools.store.listeners.takeLeft());
  await dispatcher.start();
  membership?.start();
  replayJobs.watch();
  retention.start();
  await emitted?.start();
  state = "running";

  async function stop(): Promise<void> {
    state = "stopping";
    await emitted?.stop();
    await retention.stop();
    const ending = Promise.all([dispatcher.stop(), byHand.stop(), replayJobs.stop()]);
    const isClean = await endsWithin(config.shutdownMs, ending);
    if (!isClean) log.warn({ shutdownMs: config.shutdownMs }, "requests still in flight are left to the next start");
    stages.recorder.stop();
    await tunnel.stop();
    const closing = api.close();
    // Idle connections are closed at once; a client that does not read its answer to the end is not waited for.
    if (!(await endsWithin(LAST_ANSWERS_MS, closing))) api.server.closeAllConnections();
    await closing;
    await stages.attempter.close();
    // Until now others must not take over what is being ended here.
    await membership?.stop();
    stages.directory.close();
    stages.eventTypes.close();
    await closeStore(tools, isClean);
  }

  return { url: address.publicUrl, stop };
}

/** A disk that is full at the end keeps nobody from stopping: the next start then takes this node for a dead one. */
export async function closeStore({ log, store }: Tools, isClean: boolean): Promise<void> {
  try {
    await store.close({ isClean });
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    log.warn({ err: error }, "the stop could not be written down: what is owed is sent as a takeover");
  }
}

function originOf(host: string, port: number): string {
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

async function listen(api: FastifyInstance, { host, port }: Config): Promise<{ host: string; port: number }> {
  try {
    await api.listen({ host, port });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    const reasons: Record<string, [reason: string, hint: string]> = {
      EADDRINUSE: [`port ${port} on ${host} is in use`, "Stop what listens there, or choose another port with --port."],
      EACCES: [`this user may not listen on port ${port}`, "Choose a port from 1024 on with --port."],
      EADDRNOTAVAIL: [`this machine has no address ${host}`, "Choose another with --host."],
      ENOTFOUND: [`the host name ${host} is not known here`, "Give an address of this machine with --host."],
    };
    const [reason, hint] = reasons[String(code)] ?? [];
    if (reason === undefined || hint === undefined) throw error;
    throw new StartError(reason, hint, { cause: error });
  }
  // A server that listens on a port has an address with a port.
  const { port: taken } = api.server.address() as AddressInfo;
  return { host, port: taken };
}

/** Whether it ended in time. */
async function endsWithin(ms: number, work: Promise<unknown>): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const cancel = clock.after(ms, () => resolve(false));
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    cancel();
  }
}
