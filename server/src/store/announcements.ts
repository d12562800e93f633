/** Tells those who watch of what has happened, once it is committed. */
export interface Announcements<What> {
  /** Returns the way to stop it. */
  watch(listener: (what: What) => void): () => void;
  announce(what: What): void;
}

export function createAnnouncements<What>(): Announcements<What> {
  const listeners = new Set<(what: What) => void>();
  return {
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    announce(what) {
      // In a microtask of its own each, so that a listener that throws breaks neither the others nor the commit. They
      // are queued before the promises of the commit settle: whoever awaits a change finds that all have heard of it.
      for (const listener of listeners) queueMicrotask(() => listener(what));
    },
  };
}
