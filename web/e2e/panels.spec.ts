import { enterSpace, openScreen, signIn } from "./enter.ts";
import { expectNoFaults, SPACE, test } from "./fixtures.ts";
import { fillSpace } from "./full-space.ts";
import { goTo } from "./screens.ts";

/** Each opens many things, one after the other. */
test.describe.configure({ timeout: 180_000 });

test("axe finds nothing in what opens over the screens of endpoints, light or dark", async ({
  page,
  api,
  receiver,
}) => {
  const shown = await fillSpace(api, receiver);
  const session = await enterSpace(page, api);
  await page.getByRole("button", { name: "Theme" }).click();
  await expectNoFaults(page, "theme");
  await page.keyboard.press("Escape");

  await openScreen(page, `/endpoints/${shown.paused}`);
  await page.getByRole("button", { name: "Resume and discard" }).click();
  await expectNoFaults(page, "discard");
  await page.getByRole("button", { name: "Keep them" }).click();
  await page.getByRole("list", { name: "Deliveries" }).getByRole("button").last().click();
  await page.getByText("HTTP 503").waitFor();
  await page.getByText("12 headers").click();
  await expectNoFaults(page, "delivery");

  await openScreen(page, `/endpoints/${shown.healthy}/settings`);
  await page.getByRole("button", { name: "Get the secrets" }).click();
  await page.getByRole("button", { name: "Show the signing secret" }).click();
  for (const name of ["Rotate the signing secret", "Rotate the body secret", "Delete endpoint"]) {
    await page.getByRole("button", { name }).click();
    await expectNoFaults(page, name);
    await page.keyboard.press("Escape");
  }
  await page.getByText("Only some").click();
  await page.getByText("Advanced").click();
  await page.getByRole("button", { name: "Add header" }).click();
  await page.getByRole("button", { name: "Save" }).click();
  await expectNoFaults(page, "a form with faults");

  await openScreen(page, `/endpoints/${shown.healthy}/test`);
  await page.getByRole("button", { name: "Send a test" }).click();
  await page.getByText("HTTP 200").waitFor();
  await expectNoFaults(page, "a test that was sent");
  await openScreen(page, `/inbox/${shown.inbox}`);
  await page.getByRole("list", { name: "Requests" }).getByRole("button").first().click();
  await expectNoFaults(page, "a request in the inbox");
  await openScreen(page, "/replays");
  await page.getByLabel("Events accepted").selectOption("From … to …");
  await page.getByLabel("To").fill("2020-01-01T00:00");
  await expectNoFaults(page, "a range that ends before it begins");
  await openScreen(page, "/endpoints/new");
  await page.getByLabel("URL").fill(receiver.url);
  await page.getByRole("button", { name: "Add endpoint" }).click();
  await page.getByRole("heading", { name: "Endpoint added" }).waitFor();
  await expectNoFaults(page, "an endpoint just added");
  await openScreen(page, `/endpoints/${shown.healthy}`);
  await api.endpoints.delete({ id_space: SPACE, id: shown.healthy });
  await page.getByText("This endpoint was deleted").waitFor();
  await expectNoFaults(page, "an endpoint just deleted");
  await api.portal.revoke({ id_space: SPACE, id: session });
  await page.getByRole("dialog", { name: "Your session is over" }).waitFor();
  await expectNoFaults(page, "a session that is over");
});

test("axe finds nothing in what an operator opens, nor on a phone, light or dark", async ({
  page,
  node,
  api,
  receiver,
}) => {
  const shown = await fillSpace(api, receiver);
  await signIn(page, node.url);
  await goTo(page, "/spaces");
  await page.getByRole("button", { name: "Link for the customer" }).click();
  await expectNoFaults(page, "asks for a link");
  await page.getByRole("button", { name: "Make the link" }).click();
  await page.getByText("Shown this once").waitFor();
  await expectNoFaults(page, "a link");
  await page.getByRole("button", { name: "Done" }).click();
  await goTo(page, "/keys");
  await page.getByRole("button", { name: "Create key" }).click();
  await expectNoFaults(page, "asks for a key");
  await page.getByLabel("Space").fill("no uuid");
  await page.getByRole("dialog").getByRole("button", { name: "Create key" }).click();
  await page.getByRole("alert").waitFor();
  await expectNoFaults(page, "a key that is refused");
  await page.getByLabel("It may use").selectOption("Everything, as an operator");
  await page.getByRole("dialog").getByRole("button", { name: "Create key" }).click();
  await page.getByText("The key is made").waitFor();
  await expectNoFaults(page, "a key");
  await page.getByRole("button", { name: "Revoke" }).first().click();
  await expectNoFaults(page, "asks whether to revoke");
  await page.keyboard.press("Escape");

  await page.setViewportSize({ width: 390, height: 844 });
  await openScreen(page, `/endpoints/${shown.healthy}?delivery=${shown.delivery}`);
  await page.getByRole("dialog", { name: "Delivery" }).getByText("HTTP 503").waitFor();
  await expectNoFaults(page, "a delivery on a phone");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Menu" }).click();
  await expectNoFaults(page, "the menu on a phone");
});
