import assert from "node:assert/strict";
import { test } from "node:test";
import { withoutSecret } from "./without-secret.ts";

const HEAD = '{"id_space":"eb8edc65-129a-4cb6-abbe-6bf8979c0658","event":"lead.create"';

test("the secret of the envelope is hidden, and nothing else of the body", () => {
  const payload = '"payload":{"secret":"mine","note":"wh_96f151ceb78d6a8"}}';
  assert.equal(
    withoutSecret(`${HEAD},"secret":"wh_96f151ceb78d6a8",${payload}`),
    `${HEAD},"secret":"******************",${payload}`,
  );
  assert.equal(withoutSecret(`${HEAD},"secret":"a\\"b",${payload}`), `${HEAD},"secret":"****",${payload}`);
  assert.equal(withoutSecret(`${HEAD},"secret":"",${payload}`), `${HEAD},"secret":"",${payload}`);
});

test("what is no envelope stays as it is", () => {
  for (const body of ["", "hello", '{"secret":"x"}', "[1]"]) assert.equal(withoutSecret(body), body);
});
