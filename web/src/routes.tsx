import type { ComponentType } from "react";
import { EndpointsScreen } from "./endpoints/endpoints-screen.tsx";
import type { IconName } from "./ui/icon.tsx";
import { onDemand } from "./ui/on-demand.ts";

/** One screen. README.md says how to add one. */
export interface ScreenRoute {
  /** Behind `#/spaces/{id_space}` for screens of a space, behind `#` for the operator's. Wouter's patterns. */
  path: string;
  screen: ComponentType;
  /** Its place in the navigation. Without it the screen is reached from another. */
  nav?: { label: string; icon: IconName };
}

/** The first one is where a space opens. */
export const SPACE_ROUTES: readonly ScreenRoute[] = [
  {
    path: "/endpoints",
    // Comes with the page: nearly every visit begins here.
    screen: EndpointsScreen,
    nav: { label: "Endpoints", icon: "endpoints" },
  },
  { path: "/endpoints/new", screen: onDemand(() => import("./endpoints/new-endpoint-screen.tsx")) },
  { path: "/endpoints/:id/:tab?", screen: onDemand(() => import("./endpoints/endpoint-screen.tsx")) },
  {
    path: "/events",
    screen: onDemand(() => import("./events/events-screen.tsx")),
    nav: { label: "Events", icon: "events" },
  },
  { path: "/events/rejected/:id", screen: onDemand(() => import("./events/rejected-event-screen.tsx")) },
  { path: "/events/:id", screen: onDemand(() => import("./events/event-screen.tsx")) },
  {
    path: "/catalogue",
    screen: onDemand(() => import("./catalogue/catalogue-screen.tsx")),
    nav: { label: "Catalogue", icon: "book" },
  },
  { path: "/catalogue/:name", screen: onDemand(() => import("./catalogue/event-type-screen.tsx")) },
  {
    path: "/inbox",
    screen: onDemand(() => import("./inbox/inbox-screen.tsx")),
    nav: { label: "Test inbox", icon: "inbox" },
  },
  { path: "/inbox/:id", screen: onDemand(() => import("./inbox/inbox-screen.tsx")) },
  {
    path: "/replays",
    screen: onDemand(() => import("./replays/replays-screen.tsx")),
    nav: { label: "Replay", icon: "refresh" },
  },
];

export const OPERATOR_ROUTES: readonly ScreenRoute[] = [
  {
    path: "/overview",
    screen: onDemand(() => import("./operator/overview-screen.tsx")),
    nav: { label: "Overview", icon: "gauge" },
  },
  {
    path: "/spaces",
    screen: onDemand(() => import("./operator/spaces-screen.tsx")),
    nav: { label: "Spaces", icon: "spaces" },
  },
  {
    path: "/keys",
    screen: onDemand(() => import("./operator/keys-screen.tsx")),
    nav: { label: "Keys", icon: "key" },
  },
];
