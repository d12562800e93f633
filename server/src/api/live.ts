import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { Type } from "../catalogue/type.ts";
import { ProblemError } from "../core/problems.ts";
import type { Stream } from "../live/streams.ts";
import { type Keyring, operatorOnly } from "./auth.ts";
import { bindToKey } from "./bind-to-key.ts";
import type { ApiDependencies } from "./dependencies.ts";
import { toWireRates } from "./overview-wire.ts";
import { orNotFound } from "./problem-answers.ts";
import { inSpace, typed } from "./typed-routes.ts";

const RATES_EVERY_MS = 1_000;

const streamed = {
  description: "Messages for as long as the connection lasts, each `data:` a JSON document.",
  content: {
    "text/event-stream": { schema: Type.String({ examples: ['id: k3Vb81Zq-1\ndata: {"kind":"reset"}\n\n'] }) },
  },
};

/** What happens, as it happens: streams of server-sent events. They end with the node, and with the key they came by. */
export function registerLive(app: FastifyInstance, deps: ApiDependencies, keyring: Pick<Keyring, "watch">): void {
  const { clock, streams, hub } = deps;
  const openRates = createRateStreams(deps);
  app.addHook("preClose", async () => {
    streams.stop();
    hub.stop();
  });

  /** Answers with a stream that is left when it ends, and ends when its key does. */
  function open({ scope }: FastifyRequest, reply: FastifyReply, join: (stream: Stream) => () => void): void {
    let leave = () => {};
    const stream = streams.open(reply.raw, () => leave());
    if (stream === null) throw tooMany();
    reply.hijack();
    const [part, unbind] = [join(stream), bindToKey({ clock, keyring }, orNotFound(scope), () => stream.close())];
    leave = () => {
      part();
      unbind();
    };
  }

  typed(app).get(
    "/v1/spaces/:id_space/stream",
    {
      exposeHeadRoute: false,
      schema: {
        operationId: "streamSpace",
        tag: "Activity",
        summary: "What happens in a space, as it happens",
        description:
          "Server-sent events: `event`, `delivery` and `endpoint` with the row as the lists give it, `endpoint_deleted`, and `reset`, which asks to fetch anew what is shown: the first message, and whenever something could not be told. `last-event-id` goes on where a lost connection was.",
        problems: ["overloaded"],
        params: inSpace,
        response: { 200: streamed },
      },
    },
    (request, reply) => {
      const lastId = request.headers["last-event-id"];
      if (!hub.hasRoom(request.params.id_space)) throw tooMany();
      open(request, reply, (stream) =>
        hub.join(request.params.id_space, typeof lastId === "string" ? lastId : null, { tell: stream.send }),
      );
    },
  );

  typed(app).get(
    "/v1/stream",
    {
      exposeHeadRoute: false,
      onRequest: operatorOnly,
      schema: {
        operationId: "streamNode",
        tag: "Activity",
        summary: "What all of this node does, once a second",
        description: "Server-sent events, each with the rates and counts that the overview begins with.",
        problems: ["overloaded"],
        response: { 200: streamed },
      },
    },
    (request, reply) => open(request, reply, openRates),
  );
}

/** The rates are read once a second for all who look, and not at all while nobody does. */
function createRateStreams({ clock, store, nodeState }: ApiDependencies): (stream: Stream) => () => void {
  const looking = new Set<Stream>();
  let isTelling = false;

  async function tell(): Promise<void> {
    if (looking.size === 0) {
      isTelling = false;
      return;
    }
    try {
      const rates = toWireRates(nodeState(), await store.stats(), clock.now());
      for (const stream of looking) stream.send(`data: ${JSON.stringify({ kind: "rates", rates })}\n\n`);
    } catch {
      // The store is away, and says so in the log: the next second may be better.
    }
    clock.after(RATES_EVERY_MS, () => void tell());
  }

  return (stream) => {
    looking.add(stream);
    if (!isTelling) {
      isTelling = true;
      void tell();
    }
    return () => void looking.delete(stream);
  };
}

function tooMany(): ProblemError {
  const detail = "Too many streams are under way on this node. Ask for lists instead, or try again later.";
  return new ProblemError({ code: "overloaded", detail, retryAfterS: 10 });
}
