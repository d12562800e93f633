import { type ComponentType, type LazyExoticComponent, lazy } from "react";

/** The page itself has come by then, and what it fetches first. */
const IDLE_MS = 2_000;

type Load<Props> = () => Promise<{ default: ComponentType<Props> }>;

const waiting = new Set<() => Promise<unknown>>();
let isIdle = false;

/**
 * A part of the page whose code comes when it is shown first, or a moment after the page has come: a server that is away
 * just then keeps nobody from going to another screen.
 */
export function onDemand<Props extends object>(load: Load<Props>): LazyExoticComponent<ComponentType<Props>> {
  waiting.add(load);
  if (isIdle) bringAll();
  return lazy(load);
}

/**
 * Fetches what has not come yet, once the page has nothing better to do and `ask` has been answered: what a browser could
 * not fetch once, it does not fetch again before the page is loaded anew. Returns the way to stop it.
 */
export function bringRest(ask: () => Promise<unknown>): () => void {
  let timer = setTimeout(tryIt, IDLE_MS);
  let isOver = false;

  function tryIt(): void {
    ask().then(bringAll, () => {
      if (!isOver) timer = setTimeout(tryIt, IDLE_MS);
    });
  }

  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}

function bringAll(): void {
  isIdle = true;
  for (const load of waiting) {
    waiting.delete(load);
    // What is wrong is said where it is shown.
    load().catch(() => {});
  }
}
