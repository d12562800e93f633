import { useSyncExternalStore } from "react";
import type { BaseLocationHook } from "wouter";

/**
 * The page's address lies behind `#`: `#/spaces/…/endpoints?status=failed`. So it works under any path prefix, needs no
 * help from the server, cannot be taken for a path of the API, and no id in it reaches an access log.
 */
export const useHashLocation: BaseLocationHook = () => [useSyncExternalStore(subscribe, readPath), navigate];

useHashLocation.searchHook = () => useSyncExternalStore(subscribe, readSearch);
useHashLocation.hrefs = (href: string) => `#${href}`;

function subscribe(listener: () => void): () => void {
  addEventListener("hashchange", listener);
  return () => removeEventListener("hashchange", listener);
}

function readPath(): string {
  return splitHash()[0] || "/";
}

function readSearch(): string {
  return splitHash()[1];
}

function splitHash(): [string, string] {
  const text = location.hash.slice(1);
  const at = text.indexOf("?");
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

function navigate(to: string, { replace = false }: { replace?: boolean } = {}): void {
  const oldURL = location.href;
  const url = new URL(oldURL);
  url.hash = to;
  history[replace ? "replaceState" : "pushState"](null, "", url);
  // The browser tells of changes by the user only.
  dispatchEvent(new HashChangeEvent("hashchange", { oldURL, newURL: url.href }));
}
