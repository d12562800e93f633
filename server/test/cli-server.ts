import { after, before } from "node:test";
import { type Cli, createCli } from "./cli-process.ts";
import { type NodeProcess, OPERATOR_KEY, startNode, workingFolder } from "./node-process.ts";

export interface CliServer {
  /** Commands as processes, about one space of this server. */
  cli: Cli;
  readonly node: NodeProcess;
  /** Somewhere to put files. */
  folder: string;
  idSpace: string;
  /** What a terminal has set to reach this server. */
  readonly env: Record<string, string>;
}

/** A live server for the tests of a file, and a command line that is told about it. */
export function withCliServer(idSpace = "eb8edc65-129a-4cb6-abbe-6bf8979c0658"): CliServer {
  const folder = workingFolder();
  let node: NodeProcess | undefined;
  const running = (): NodeProcess => {
    if (node === undefined) throw new Error("the server is there once tests run");
    return node;
  };
  const cli = () => createCli(folder.path, running().url, idSpace);
  before(async () => {
    node = await startNode({ cwd: folder.path });
  });
  after(async () => {
    await node?.end("SIGKILL");
    folder.remove();
  });
  return {
    cli: Object.assign((...words: string[]) => cli()(...words), { json: (...words: string[]) => cli().json(...words) }),
    get node() {
      return running();
    },
    folder: folder.path,
    idSpace,
    get env() {
      return { POSTHORN_URL: running().url, POSTHORN_KEY: OPERATOR_KEY, POSTHORN_SPACE: idSpace, NO_COLOR: "1" };
    },
  };
}
