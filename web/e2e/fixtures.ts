import AxeBuilder from "@axe-core/playwright";
import { test as base, expect, type Page } from "@playwright/test";
import { Posthorn } from "@posthorn/sdk";
import { type NodeProcess, OPERATOR_KEY, startNode, workingFolder } from "../../server/test/node-process.ts";
import { type Receiver, startReceiver } from "../../server/test/receiver.ts";

/** The seed's own space. */
export const SPACE = "eb8edc65-129a-4cb6-abbe-6bf8979c0658";

export interface Fixtures {
  /** Where the database of the test's nodes lies, as `posthorn.db`. */
  folder: string;
  /**
   * Starts a node on the test's own database, empty at first, or once more after it was stopped: with its port, at the same
   * address. Whatever runs at the end of the test is ended with it.
   */
  start(env?: Readonly<Record<string, string>>): Promise<NodeProcess>;
  /** A Posthorn in a process of its own, on an empty database, that may send to loopback. */
  node: NodeProcess;
  /** The operator's calls to it, to prepare what a test looks at. */
  api: Posthorn;
  /** A receiver that answers as `receiverAnswer` says. */
  receiver: Receiver & { answer: number };
  /** Whatever the page breaks of its own rules, or says on the console as an error, fails the test. */
  faults: string[];
}

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern which fixtures this one needs.
  folder: async ({}, use) => {
    const folder = workingFolder();
    await use(folder.path);
    folder.remove();
  },
  start: async ({ folder }, use) => {
    const nodes: NodeProcess[] = [];
    await use(async (env = {}) => {
      const node = await startNode({ cwd: folder, env });
      nodes.push(node);
      return node;
    });
    for (const node of nodes) await node.end("SIGTERM");
  },
  node: async ({ start }, use) => use(await start()),
  api: async ({ node }, use) => {
    await use(clientOf(node));
  },
  // biome-ignore lint/correctness/noEmptyPattern: as above.
  receiver: async ({}, use) => {
    const settings = { answer: 200 };
    const receiver = Object.assign(settings, await startReceiver(() => settings.answer));
    await use(receiver);
    await receiver.close();
  },
  faults: [
    async ({ page }, use) => {
      const faults: string[] = [];
      page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
      page.on("console", (message) => {
        if (message.text().includes("Content Security Policy")) faults.push(`policy: ${message.text()}`);
      });
      page.on("request", (request) => {
        const { hostname, protocol } = new URL(request.url());
        if (hostname !== "127.0.0.1" && protocol.startsWith("http")) faults.push(`request to ${request.url()}`);
      });
      await use(faults);
      expect(faults, "the page breaks none of its rules").toEqual([]);
    },
    { auto: true },
  ],
});

/** The operator's calls to a node. */
export function clientOf({ url }: NodeProcess): Posthorn {
  return new Posthorn({ url, key: OPERATOR_KEY });
}

/**
 * The rules of axe-core that look at colours. The page's themes differ in nothing but these (`light-dark()` in its styles),
 * so that the others say the same of both.
 */
export const COLOR_RULES: readonly string[] = ["color-contrast", "link-in-text-block"];

/**
 * What axe-core finds on the page once it has come to rest: WCAG 2.2 A and AA, and its best practices. Or by some rules
 * only.
 */
export async function accessibilityFaults(page: Page, rules?: readonly string[]): Promise<string[]> {
  await untilAtRest(page);
  // Half a megabyte, run twice for each look: what is there already is not sent again.
  const isThere = await page.evaluate(() => "axe" in window);
  const builder = isThere ? new AxeBuilder({ page, axeSource: ";" }) : new AxeBuilder({ page });
  // Without it axe opens another page for each look, to join what frames of other origins hold: here are none.
  const axe = builder.setLegacyMode().options({ resultTypes: ["violations"] });
  const { violations } = await (rules === undefined ? axe : axe.withRules([...rules])).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target}: ${failureSummary}`),
  );
}

/**
 * Another theme and a click both start transitions, and a colour half way to another is nobody's choice. What moves for
 * ever, as what is loading does, is not waited for.
 */
async function untilAtRest(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const moving = () =>
      document.getAnimations().filter(({ playState, effect }) => {
        return playState === "running" && Number.isFinite(effect?.getComputedTiming().endTime);
      });
    // One that ends may start the next. One that is cancelled, as its element goes, rejects.
    for (let all = moving(); all.length > 0; all = moving()) {
      await Promise.allSettled(all.map(({ finished }) => finished));
    }
  });
}

/** Looks at what is on the screen in both themes. */
export async function expectNoFaults(page: Page, name: string): Promise<void> {
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  expect.soft(await accessibilityFaults(page), `${name}, light`).toEqual([]);
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  expect.soft(await accessibilityFaults(page, COLOR_RULES), `${name}, dark`).toEqual([]);
}
