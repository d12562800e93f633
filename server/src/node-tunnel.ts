import { TUNNEL_PATH } from "./core/tunnel.ts";
import type { Tools } from "./stages.ts";
import type { EndpointDirectory } from "./store/endpoint-directory.ts";
import { untilStored } from "./store/until-stored.ts";
import { systemClock as clock } from "./system.ts";
import { createTunnel, type Tunnel } from "./tunnel/tunnel.ts";

/** Where listeners receive; their endpoints are changed patiently, so that none is left behind by a full disk. */
export function createNodeTunnel(
  { config, log, store }: Tools,
  { directory, publicUrl }: { directory: EndpointDirectory; publicUrl(): string },
): Tunnel {
  const { listeners } = store;
  let isStopping = false;
  const patiently = <Result>(work: () => Promise<Result>) => untilStored(clock, () => isStopping, work);
  const tunnel = createTunnel({
    clock,
    log,
    graceMs: config.listenGraceMs,
    bodyBytesMax: 2 * config.payloadBytesMax,
    endpoints: {
      find: ({ idSpace, idEndpoint }) => patiently(() => directory.endpoint(idSpace, idEndpoint)),
      pause: ({ idSpace, idEndpoint }) => patiently(() => listeners.change(idSpace, idEndpoint, "pause")),
      resume: ({ idSpace, idEndpoint }) => patiently(() => listeners.change(idSpace, idEndpoint, "resume")),
      delete: ({ idSpace, idEndpoint }) => patiently(() => listeners.change(idSpace, idEndpoint, "delete")),
      take: ({ idSpace, idEndpoint, token }) =>
        listeners.take(idSpace, idEndpoint, `${publicUrl()}${TUNNEL_PATH}${token}`),
      async countOf(idSpace) {
        const { endpoints } = await directory.routes(idSpace);
        return endpoints.filter(({ isListener }) => isListener).length;
      },
      watch(listener) {
        const stops = [store.watchEndpoints(listener), store.watchLost(() => listener(null))];
        return () => {
          for (const stop of stops) stop();
        };
      },
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
