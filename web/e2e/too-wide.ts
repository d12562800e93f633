import type { Page } from "@playwright/test";

/** What reaches over the right edge of the window, or over that of the room its parent has for it. */
export function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const faults = scrollWidth > clientWidth ? [`the page is ${scrollWidth} wide in ${clientWidth}`] : [];
    for (const element of document.querySelectorAll("main *:not(svg *, thead *, canvas, .u-wrap *, .u-legend *)")) {
      const parent = element.parentElement ?? element;
      const [own, around] = [getComputedStyle(element), getComputedStyle(parent)];
      // What scrolls or ends in dots is meant to have no room for all of it.
      const isFree =
        /absolute|fixed/.test(own.position) || around.overflowX === "auto" || around.textOverflow !== "clip";
      if (isFree || own.display === "inline" || parent.clientWidth === 0) continue;
      const { left } = parent.getBoundingClientRect();
      const room = left + parent.clientLeft + parent.clientWidth - Number.parseFloat(around.paddingRight);
      const over = Math.round(element.getBoundingClientRect().right - room);
      if (over > 1) faults.push(`${element.tagName} ${element.className} reaches ${over} px over ${parent.className}`);
    }
    return faults;
  });
}
