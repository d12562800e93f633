import type { FastifyInstance } from "fastify";
import { Type } from "../catalogue/type.ts";
import type { Endpoint } from "../core/endpoint.ts";
import { isOwnId } from "../core/ids.ts";
import { type FieldError, ProblemError } from "../core/problems.ts";
import { TUNNEL_PATH } from "../core/tunnel.ts";
import type { Keyring } from "./auth.ts";
import { bindToKey } from "./bind-to-key.ts";
import { type ApiDependencies, type ListenerPlace, type Listeners, mustAccept } from "./dependencies.ts";
import { PAUSE_AFTER_MAX } from "./endpoint-schemas.ts";
import { checkSigningSecret, toSettings } from "./endpoint-settings.ts";
import { listenQuery } from "./listen-schemas.ts";
import { completeEndpoint, tooManyEndpoints } from "./new-endpoint.ts";
import { invalidRequest, orNotFound } from "./problem-answers.ts";
import { inSpace, typed } from "./typed-routes.ts";
import type { FindUpgrade } from "./upgrades.ts";

const webSocket = Type.Null({ description: "A WebSocket from now on." });
/** Each is a person at a machine. */
const LISTENERS_PER_SPACE_MAX = 10;
/** Nobody can guess it: whoever knows it can send to a developer's machine. */
const TOKEN_LENGTH = 32;

/** A WebSocket on which a developer's machine receives a space's webhooks, through an endpoint of its own. */
export function registerListen(
  app: FastifyInstance,
  deps: ApiDependencies,
  { findUpgrade, keyring }: { findUpgrade: FindUpgrade; keyring: Pick<Keyring, "watch"> },
): void {
  const { clock } = deps;
  typed(app).get(
    "/v1/spaces/:id_space/listen",
    {
      schema: {
        operationId: "listen",
        tag: "Endpoints",
        summary: "A WebSocket that hands over the space's webhooks and takes their answers, as posthorn listen does",
        description:
          "Makes an endpoint for as long as the connection lasts, which ends when its key is revoked. Messages are JSON texts: the SDK's types ListenMessage " +
          "and ListenAnswer. The header posthorn-signing-secret brings a signing secret along; after a lost connection " +
          "the header posthorn-listener, with the token, and id_endpoint ask to go on.",
        params: inSpace,
        querystring: listenQuery,
        response: { 101: webSocket },
        problems: ["too_many_listeners", "too_many_endpoints", "listener_gone", "upgrade_required"],
      },
    },
    async ({ params: { id_space: idSpace }, query, headers, raw, scope }, reply) => {
      mustAccept(deps);
      const listeners = mustHaveListeners(deps);
      const upgrade = findUpgrade(raw);
      if (upgrade === null) {
        const detail = "Ask for a WebSocket here, as posthorn listen does: upgrade: websocket.";
        throw new ProblemError({ code: "upgrade_required", detail });
      }
      const place =
        query.id_endpoint === undefined
          ? await newPlace(deps, listeners, idSpace, query, headers)
          : await oldPlace(listeners, {
              idSpace,
              idEndpoint: query.id_endpoint,
              token: String(headers["posthorn-listener"]),
            });
      reply.hijack();
      // What is sent from now on is no HTTP.
      reply.raw.detachSocket(raw.socket);
      // Whoever comes back after that shows the key again.
      const unbind = bindToKey({ clock, keyring }, orNotFound(scope), () => upgrade.socket.destroy());
      upgrade.socket.once("close", unbind);
      listeners.connect(place, upgrade);
    },
  );
}

function mustHaveListeners({ listeners }: ApiDependencies): Listeners {
  if (listeners !== null) return listeners;
  const detail = "This node takes no listeners: its operator has set POSTHORN_LISTEN to false.";
  throw new ProblemError({ code: "forbidden", detail });
}

async function oldPlace(listeners: Listeners, place: ListenerPlace): Promise<ListenerPlace> {
  if (isOwnId(place.idEndpoint) && (await listeners.takeBack(place))) return place;
  const detail = "It was away for too long, so its endpoint is gone: begin anew, without id_endpoint.";
  throw new ProblemError({ code: "listener_gone", detail });
}

async function newPlace(
  deps: ApiDependencies,
  listeners: Listeners,
  idSpace: string,
  query: { events?: string; forward_to?: string },
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Promise<ListenerPlace> {
  if ((await listeners.countOf(idSpace)) >= LISTENERS_PER_SPACE_MAX) {
    const detail = `${LISTENERS_PER_SPACE_MAX} listeners of this space are there already. End one of them.`;
    throw new ProblemError({ code: "too_many_listeners", detail });
  }
  const token = deps.randomText(TOKEN_LENGTH);
  const endpoint = toEndpoint(deps, idSpace, token, query, headers["posthorn-signing-secret"]?.toString());
  const { endpointsPerSpaceMax } = deps.limits;
  if (!(await deps.store.insertEndpoint(endpoint, endpointsPerSpaceMax))) throw tooManyEndpoints(endpointsPerSpaceMax);
  return { idSpace, idEndpoint: endpoint.id, token };
}

/** An endpoint that only its listener can receive for, and that failures do not pause: a server on a laptop often stops. */
function toEndpoint(
  deps: ApiDependencies,
  idSpace: string,
  token: string,
  { events, forward_to: forwardTo }: { events?: string; forward_to?: string },
  signingSecret: string | undefined,
): Endpoint {
  const errors: FieldError[] = [];
  const settings = toSettings(events === undefined ? {} : { events: events.split(",") }, deps, errors);
  if (signingSecret !== undefined) checkSigningSecret(signingSecret, "signing_secret", errors);
  if (errors.length > 0) throw new ProblemError(invalidRequest(errors));
  return completeEndpoint(deps, {
    idSpace,
    url: `${deps.publicUrl()}${TUNNEL_PATH}${token}`,
    description: forwardTo === undefined ? "posthorn listen" : `posthorn listen, forwarding to ${forwardTo}`,
    pauseAfter: PAUSE_AFTER_MAX,
    isListener: true,
    ...settings,
    secrets: signingSecret === undefined ? {} : { signing: signingSecret },
  });
}
