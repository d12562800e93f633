import AxeBuilder from "@axe-core/playwright";
import { test as base, expect, type Page } from "@playwright/test";
import { Posthorn } from "@posthorn/sdk";
import { type NodeProcess, OPERATOR_KEY, startNode, workingFolder } from "../../server/test/node-process.ts";
import { type Receiver, startReceiver } from "../../server/test/receiver.ts";

/** The seed's own space. */
export const SPACE = "eb8edc65-129a-4cb6-abbe-6bf8979c0658";

export interface Fixtures {
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
  node: async ({}, use) => {
    const folder = workingFolder();
    const node = await startNode({ cwd: folder.path });
    await use(node);
    await node.end("SIGTERM");
    folder.remove();
  },
  api: async ({ node }, use) => {
    await use(new Posthorn({ url: node.url, key: OPERATOR_KEY }));
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

/** What axe-core finds on the page as it is now: WCAG 2.2 A and AA, and its best practices. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  // Without it axe opens another page for each look, to join what frames of other origins hold: here are none.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] });
  const { violations } = await axe.analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target}: ${failureSummary}`),
  );
}

/** Looks at what is on the screen in both themes. */
export async function expectNoFaults(page: Page, name: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    expect.soft(await accessibilityFaults(page), `${name}, ${colorScheme}`).toEqual([]);
  }
}
