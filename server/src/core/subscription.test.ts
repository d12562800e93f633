import assert from "node:assert/strict";
import { test } from "node:test";
import { isSubscribed, SUBSCRIPTION_PATTERN } from "./subscription.ts";

test("a subscription takes names, families at any depth, and everything", () => {
  const cases: [string[], string, boolean][] = [
    [["*"], "lead.create", true],
    [["lead.create"], "lead.create", true],
    [["lead.create"], "lead.created", false],
    [["lead.*"], "lead.create", true],
    [["lead.*"], "lead.task.create", true],
    [["lead.*"], "lead", false],
    [["lead.*"], "leads.create", false],
    [["campaign.email.*"], "campaign.email.open", true],
    [["campaign.email.*"], "campaign.create", false],
    [["tag.create", "list.*"], "list.delete", true],
    [[], "lead.create", false],
  ];
  for (const [subscription, event, expected] of cases) {
    assert.equal(isSubscribed(subscription, event), expected, `${subscription.join()} and ${event}`);
  }
});

test("only names, families and * are subscriptions", () => {
  const pattern = new RegExp(SUBSCRIPTION_PATTERN);
  for (const good of ["*", "lead.*", "lead.create", "a_b.c1.*", "ping"]) assert.match(good, pattern);
  for (const bad of ["", "lead.", ".lead", "lead.*.create", "**", "lead*", "*.create", "le ad", "lead.*\n"]) {
    assert.doesNotMatch(bad, pattern);
  }
});
