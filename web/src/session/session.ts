import { enterPortalSession, type Me, Posthorn } from "@posthorn/sdk";

/** Who uses the page, and the client that makes their calls. */
export interface SignedIn {
  kind: "in";
  client: Posthorn;
  me: Me;
  /** The key was revoked or the session is over: what is on the screen stays, and signing in again goes on from there. */
  isOver: boolean;
}

export type SessionState = { kind: "checking" } | { kind: "out"; error: Error | null } | SignedIn;

/** Holds the key of this tab. It says who is signed in, and changes that. */
export interface Session {
  subscribe(listener: () => void): () => void;
  state(): SessionState;
  /** By a key, or by the link of a portal session. Rejects where it is not in force. */
  signIn(keyOrLink: string): Promise<void>;
  signOut(): void;
  /** A call was refused because the key is not in force any more. */
  noteOver(): void;
}

/** In sessionStorage: it lives as long as the tab, and no other tab sees it. */
const STORAGE_KEY = "posthorn.key";
/** What the link of a portal session, and that of the first start, have behind `#code=`. */
const CODE = /#code=([\w.~-]+)$/;

/** Where the page lies its API lies, whatever the path before it. */
const API_URL = new URL(".", location.href).href;

/** Signs in at once where the address has a code or this tab has a key. */
export function createSession(): Session {
  const listeners = new Set<() => void>();
  let state: SessionState = { kind: "checking" };

  function change(next: SessionState): void {
    state = next;
    for (const listener of listeners) listener();
  }

  async function signIn(keyOrLink: string): Promise<void> {
    const code = CODE.exec(keyOrLink)?.[1];
    const key = code === undefined ? keyOrLink : (await enterPortalSession({ url: API_URL }, code)).token;
    const client = new Posthorn({ url: API_URL, key });
    const me = await client.me();
    remember(key);
    change({ kind: "in", client, me, isOver: false });
  }

  async function start(): Promise<void> {
    const keyOrLink = takeCode("") ?? recall();
    if (keyOrLink === null) change({ kind: "out", error: null });
    else await signIn(keyOrLink);
  }

  start().catch((error: Error & { code?: unknown }) => {
    if (isRefused(error)) forget();
    change({ kind: "out", error });
  });
  // A link opened where the page is already, such as by the app around its frame. Over a session that is over it goes on
  // with all that is on the screen; else somebody else may have come.
  addEventListener("hashchange", ({ oldURL }) => {
    if (!CODE.test(location.hash)) return;
    if (state.kind !== "in" || !state.isOver) return location.reload();
    const code = takeCode(new URL(oldURL).hash);
    // Where the link is good no more, the dialog that asks for another one stays.
    if (code !== null) signIn(code).catch(() => {});
  });

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    state: () => state,
    signIn,
    signOut() {
      forget();
      change({ kind: "out", error: null });
    },
    noteOver() {
      if (state.kind === "in" && !state.isOver) change({ ...state, isOver: true });
    },
  };
}

/** Whether an error says that the key is not in force. */
export function isRefused(error: Error & { code?: unknown }): boolean {
  return error.code === "unauthorized" || error.code === "session_over";
}

/** The code is good for one use: it leaves the address, and the history, before it is used. `hash` stands there then. */
function takeCode(hash: string): string | null {
  const code = CODE.exec(location.hash)?.[0] ?? null;
  if (code !== null) history.replaceState(null, "", location.pathname + location.search + hash);
  return code;
}

// Inside another site's frame a browser may refuse all storage: the key then lives as long as the page.

function remember(key: string): void {
  try {
    sessionStorage.setItem(STORAGE_KEY, key);
  } catch {}
}

function recall(): string | null {
  try {
    return sessionStorage.getItem(STORAGE_KEY);
  } catch {
    return null;
  }
}

function forget(): void {
  try {
    sessionStorage.removeItem(STORAGE_KEY);
  } catch {}
}
