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

/** Fetches what has not come yet, once the page has nothing better to do. */
export function bringRest(): void {
  setTimeout(() => {
    isIdle = true;
    bringAll();
  }, IDLE_MS);
}

function bringAll(): void {
  for (const load of waiting) {
    waiting.delete(load);
    // It is fetched again when it is shown, and what is wrong is said there.
    load().catch(() => {});
  }
}
