/** Where a node receives what listeners forward: below its public URL, before the listener's token. */
export const TUNNEL_PATH = "/tunnel/";

/** On answers that the tunnel gives in a listener's place, whose body then says why. Listeners cannot set it. */
export const LISTENER_FAULT_HEADER = "posthorn-listener-fault";
