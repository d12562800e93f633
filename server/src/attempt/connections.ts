import type { Clock } from "../core/clock.ts";
import { type Connection, createConnection } from "./connection.ts";
import type { OpenSocket } from "./connector.ts";
import type { Target } from "./target.ts";

/** The connections that wait for their next request, by origin. */
export interface Connections {
  /** The connection to the target's origin that was used last, or a new one. It is the caller's until it is given back. */
  take(target: Target): Connection;
  /** Gives back one whose exchange has ended cleanly. */
  giveBack(target: Target, connection: Connection): void;
  /** Closes those that are idle, and from now on each that is given back. */
  close(): Promise<void>;
}

/** Idle sockets are held for speed only: beyond this many they cost more file descriptors than they are worth. */
const IDLE_MAX = 512;

/**
 * There are as many connections to an origin as requests at once, since the number of those is dispatch's to bound: so
 * no endpoint waits for another that shares its host. An origin is forgotten with its last idle connection.
 */
export function createConnections(clock: Clock, open: OpenSocket): Connections {
  const idle = new Map<string, Connection[]>();
  let idleCount = 0;
  let isClosed = false;

  function remove(key: string, connection: Connection): void {
    const siblings = idle.get(key);
    const index = siblings?.indexOf(connection) ?? -1;
    if (siblings === undefined || index === -1) return;
    siblings.splice(index, 1);
    idleCount -= 1;
    if (siblings.length === 0) idle.delete(key);
  }

  return {
    take(target) {
      const key = keyOf(target);
      const connection = idle.get(key)?.at(-1);
      if (connection === undefined) {
        return createConnection(target, { clock, open, onDisconnect: (gone) => remove(key, gone) });
      }
      remove(key, connection);
      return connection;
    },
    giveBack(target, connection) {
      if (isClosed || idleCount >= IDLE_MAX || !connection.isReusable()) {
        void connection.destroy(new Error("the connection is not needed any more"));
        return;
      }
      const key = keyOf(target);
      const siblings = idle.get(key);
      if (siblings === undefined) idle.set(key, [connection]);
      else siblings.push(connection);
      idleCount += 1;
    },
    async close() {
      isClosed = true;
      const connections = [...idle.values()].flat();
      idle.clear();
      idleCount = 0;
      await Promise.all(connections.map((connection) => connection.destroy(new Error("Posthorn is stopping"))));
    },
  };
}

/** A vetted connection and an unvetted one to the same origin must never stand in for each other. */
function keyOf({ origin, isGuarded }: Target): string {
  return isGuarded ? origin : `unguarded ${origin}`;
}
