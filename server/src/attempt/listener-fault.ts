import { LISTENER_FAULT_HEADER, TUNNEL_PATH } from "../core/tunnel.ts";
import type { Verdict } from "./classify.ts";
import type { Exchanged } from "./exchange.ts";
import { printable } from "./status-words.ts";
import type { Target } from "./target.ts";

const DETAIL_LENGTH_MAX = 500;

/** Why a listener gave no answer, in the tunnel's own words. Null: it did, or this was no tunnel. */
export function listenerFault({ isGuarded, path }: Target, { response }: Exchanged): Verdict | null {
  const isTunnel = !isGuarded && path.startsWith(TUNNEL_PATH);
  if (!isTunnel || response?.headers[LISTENER_FAULT_HEADER] === undefined) return null;
  const detail = printable(Buffer.from(response.body).toString("utf8"), DETAIL_LENGTH_MAX);
  return { kind: "failed", error: { code: "listener_unreachable", detail } };
}
