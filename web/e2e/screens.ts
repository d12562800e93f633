import { expect, type Page } from "@playwright/test";
import { SPACE } from "./fixtures.ts";
import type { Shown } from "./full-space.ts";

/** A screen with something on it. Its name is also that of its picture. */
export interface ScreenToSee {
  name: string;
  /** Behind `#`. */
  path: string;
  /** Its first heading, by which it is known to be there. */
  heading: string | RegExp;
}

/** Every screen there is, with every tab: of the space that was filled, then the operator's. */
export function everyScreen({ healthy, paused, inbox, event, delivery }: Shown): ScreenToSee[] {
  return [
    { name: "endpoints", path: inSpace("/endpoints"), heading: "Endpoints" },
    { name: "add-endpoint", path: inSpace("/endpoints/new"), heading: "Add endpoint" },
    { name: "endpoint-paused", path: inSpace(`/endpoints/${paused}`), heading: "Data warehouse" },
    {
      name: "endpoint-delivery",
      path: inSpace(`/endpoints/${healthy}?delivery=${delivery}`),
      heading: "Leads into the CRM",
    },
    { name: "endpoint-health", path: inSpace(`/endpoints/${healthy}/health`), heading: "Leads into the CRM" },
    { name: "endpoint-test", path: inSpace(`/endpoints/${healthy}/test`), heading: "Leads into the CRM" },
    { name: "endpoint-settings", path: inSpace(`/endpoints/${healthy}/settings`), heading: "Leads into the CRM" },
    { name: "events", path: inSpace("/events"), heading: "Events" },
    { name: "event", path: inSpace(`/events/${event}`), heading: "lead.create" },
    { name: "catalogue", path: inSpace("/catalogue"), heading: "Catalogue" },
    { name: "event-type", path: inSpace("/catalogue/lead.create"), heading: "lead.create" },
    { name: "inbox", path: inSpace(`/inbox/${inbox}`), heading: "Test inbox" },
    { name: "replays", path: inSpace("/replays"), heading: "Replay a range" },
    { name: "overview", path: "/overview", heading: "Overview" },
    { name: "spaces", path: "/spaces", heading: "Spaces" },
    { name: "keys", path: "/keys", heading: "Keys" },
  ];
}

/** The screens that somebody sees whose space is new. */
export function emptyScreens(): ScreenToSee[] {
  return [
    { name: "endpoints", path: inSpace("/endpoints"), heading: "Endpoints" },
    { name: "endpoint", path: inSpace("/endpoints/ep_0"), heading: "This endpoint is not here" },
    { name: "events", path: inSpace("/events"), heading: "Events" },
    { name: "rejected-events", path: inSpace("/events?show=rejected"), heading: "Events" },
    { name: "event", path: inSpace("/events/evt_0"), heading: "Event" },
    { name: "rejected-event", path: inSpace("/events/rejected/evt_0"), heading: "Rejected event" },
    { name: "event-type", path: inSpace("/catalogue/no.such"), heading: "Event type" },
    { name: "inbox", path: inSpace("/inbox"), heading: "Test inbox" },
    { name: "replays", path: inSpace("/replays"), heading: "Replay a range" },
    { name: "nothing", path: inSpace("/nothing"), heading: "There is no such screen" },
    { name: "overview", path: "/overview", heading: "Overview" },
    { name: "spaces", path: "/spaces", heading: "Spaces" },
    { name: "keys", path: "/keys", heading: "Keys" },
  ];
}

/** Goes to a screen and waits until all of it is drawn. */
export async function see(page: Page, { name, path, heading }: ScreenToSee): Promise<void> {
  await goTo(page, path);
  await page.getByRole("heading", { level: 1, name: heading }).first().waitFor();
  await untilDrawn(page);
  // Charts come when they are needed, and after their frame.
  if (name === "endpoint-health") await expect(page.locator("canvas")).toHaveCount(2);
}

export async function goTo(page: Page, path: string): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, path);
}

async function untilDrawn(page: Page): Promise<void> {
  await expect(page.getByRole("status", { name: "Loading" })).toHaveCount(0);
}

function inSpace(path: string): string {
  return `/spaces/${SPACE}${path}`;
}
