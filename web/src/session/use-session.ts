import { createContext, useContext, useSyncExternalStore } from "react";
import type { Session, SessionState, SignedIn } from "./session.ts";

export const SessionContext = createContext<Session | null>(null);

export function useSessionControl(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error("there is no session around this");
  return session;
}

export function useSessionState(): SessionState {
  const session = useSessionControl();
  return useSyncExternalStore(session.subscribe, session.state);
}

/** For what is only on screen while somebody is signed in. */
export function useSignedIn(): SignedIn & { isOperator: boolean; isReadOnly: boolean } {
  const state = useSessionState();
  if (state.kind !== "in") throw new Error("nobody is signed in");
  return { ...state, isOperator: state.me.id_space === null, isReadOnly: state.me.is_read_only };
}
