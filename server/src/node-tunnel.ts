import type { Tools } from "./stages.ts";
import type { EndpointDirectory } from "./store/endpoint-directory.ts";
import { untilStored } from "./store/until-stored.ts";
import { systemClock as clock } from "./system.ts";
import { createTunnel, type Tunnel } from "./tunnel/tunnel.ts";

/** Where listeners receive; their endpoints are changed patiently, so that none is left behind by a full disk. */
export function createNodeTunnel({ config, log, store }: Tools, directory: EndpointDirectory): Tunnel {
  let isStopping = false;
  const patiently = <Result>(work: () => Promise<Result>) => untilStored(clock, () => isStopping, work);
  const tunnel = createTunnel({
    clock,
    log,
    graceMs: config.listenGraceMs,
    bodyBytesMax: 2 * config.payloadBytesMax,
    endpoints: {
      find: ({ idSpace, idEndpoint }) => patiently(() => directory.endpoint(idSpace, idEndpoint)),
      pause: ({ idSpace, idEndpoint }) => patiently(() => store.changeHealth(idSpace, idEndpoint, "pause")),
      resume: ({ idSpace, idEndpoint }) => patiently(() => store.changeHealth(idSpace, idEndpoint, "resume")),
      delete: ({ idSpace, idEndpoint }) => patiently(() => store.deleteEndpoint(idSpace, idEndpoint)),
      watch: store.watchEndpoints,
    },
  });
  return {
    ...tunnel,
    stop() {
      isStopping = true;
      return tunnel.stop();
    },
  };
}
