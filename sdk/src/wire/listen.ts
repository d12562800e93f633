/** What is asked of `GET /v1/spaces/{id_space}/listen`, the WebSocket that a developer's machine receives webhooks on. */
export interface ListenQuery {
  /** Names and families with commas between them, such as `lead.*,tag.create`. Default: all. */
  events?: string;
  /** Where they go on that machine: told to people who look at the endpoint. */
  forward_to?: string;
  /** After a lost connection: the endpoint of `ready`, to go on with. Its token goes into the header `posthorn-listener`. */
  id_endpoint?: string;
}

/** What the server says. Each message is one JSON text. */
export type ListenMessage = ListenReady | ListenRequest | ListenCancelled | ListenPaused | { type: "left" };

/** The first message: from now on requests come. */
export interface ListenReady {
  type: "ready";
  /** Deleted when the listener leaves, or has been away for `grace_ms`. */
  id_endpoint: string;
  /** Proves after a lost connection that it is the same listener. */
  token: string;
  events: string[];
  signing_secret: string;
  grace_ms: number;
}

/**
 * A webhook, as any receiver gets it. It may come twice, after a lost connection: `id` is then the same, or, from another
 * node, its header `posthorn-delivery`.
 */
export interface ListenRequest {
  type: "request";
  id: string;
  method: string;
  headers: { [name: string]: string };
  /** The bytes in base64. */
  body: string;
}

/** Nobody waits for an answer to this request any more. */
export interface ListenCancelled {
  type: "cancelled";
  id: string;
}

/** Requests come no more, until the endpoint is resumed. */
export interface ListenPaused {
  type: "paused";
  reason: string;
}

/** What a listener says. `leave`: it goes for good; its endpoint is deleted before `left` comes. */
export type ListenAnswer = ListenAnswered | ListenFailed | { type: "leave" };

/** What the developer's server has answered: the outcome of the delivery. */
export interface ListenAnswered {
  type: "answered";
  id: string;
  status: number;
  headers: { [name: string]: string | string[] };
  /** The bytes in base64. */
  body: string;
}

/** It could not be asked. */
export interface ListenFailed {
  type: "failed";
  id: string;
  /** Why, in words for the developer. */
  detail: string;
}
