import assert from "node:assert/strict";
import { test } from "node:test";
import { createUrlJudge, createUrlRules } from "./url-rules.ts";

const strict = createUrlRules({ guard: { allowAddresses: [], isHttpAllowed: false }, inbox: () => null });
const lenient = createUrlRules({ guard: { allowAddresses: ["127.0.0.0/8"], isHttpAllowed: true }, inbox: () => null });

test("an ordinary https URL breaks no rule", () => {
  for (const url of [
    "https://example.com",
    "https://example.com/hooks/1?token=a%20b#ignored",
    "https://example.com:8443/",
    "https://EXAMPLE.com.:3000/",
    "https://münchen.example/",
    "https://8.8.8.8/",
    "https://[2606:4700::1111]:65535/",
    `https://example.com/${"a".repeat(2028)}`,
  ]) {
    assert.equal(strict(url), null, url);
  }
});

test("a refusal names the rule, and the setting that would allow it", () => {
  assert.equal(
    strict("https://127.0.0.1/"),
    "127.0.0.1 is a loopback address: Posthorn does not send there unless the operator lists it in POSTHORN_ALLOW_ADDRESSES",
  );
  assert.match(strict("http://example.com/") ?? "", /use https:\/\/.*POSTHORN_ALLOW_HTTP/);
  assert.match(strict("ftp://example.com/") ?? "", /must begin with https/);
  assert.match(strict("https://user:pass@example.com/") ?? "", /put credentials into a header/);
  assert.match(strict("https://user@example.com/") ?? "", /put credentials into a header/);
  assert.match(strict(`https://example.com/${"a".repeat(2029)}`) ?? "", /longer than 2048/);
  assert.match(strict("https://example.com:25/") ?? "", /port 25 is not a web port/);
  assert.match(strict("https://example.com:0/") ?? "", /port 0 is not a web port/);
  assert.match(strict("https://example.com:6379/") ?? "", /port 6379 is that of Redis/);
});

test("what is not a URL with a host is refused", () => {
  for (const url of [
    "",
    "example.com",
    "/hooks",
    "https://",
    "https://?a",
    "https://exa mple.com/",
    "https://a:99999/",
  ]) {
    assert.notEqual(strict(url), null, url);
  }
});

test("blanks and control characters are refused, though a URL parser would drop them", () => {
  for (const url of [
    " https://example.com/",
    "https://exam\nple.com/",
    "https://example.com/\t",
    "https://example.com/\0",
  ]) {
    assert.match(strict(url) ?? "", /spaces or control characters/);
  }
});

test("every spelling of this machine is seen through", () => {
  for (const host of [
    "127.0.0.1",
    "127.0.0.1.",
    "2130706433",
    "0x7f000001",
    "0X7F.1",
    "0177.0.0.1",
    "017700000001",
    "127.1",
    "%31%32%37.0.0.1",
    "①②⑦.⓪.⓪.①",
    "127。0。0。1",
    "[::1]",
    "[0:0::1]",
    "[::ffff:127.0.0.1]",
    "[::FFFF:7f00:1]",
    "[::127.0.0.1]",
    "[64:ff9b::127.0.0.1]",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "app.localhost",
    "loc%61lhost",
    "0",
    "0.0.0.0",
    "[::]",
  ]) {
    assert.match(strict(`https://${host}/`) ?? "", /POSTHORN_ALLOW_ADDRESSES$/, host);
  }
});

test("the operator's settings let http and listed addresses pass, and nothing else", () => {
  assert.equal(lenient("http://127.0.0.1:3000/"), null);
  assert.equal(lenient("http://localhost:3000/"), null);
  assert.equal(lenient("http://[::ffff:127.0.0.1]:3000/"), null);
  assert.notEqual(lenient("http://10.0.0.1/"), null);
  assert.notEqual(lenient("http://127.0.0.1:22/"), null);
  const addressesOnly = createUrlRules({
    guard: { allowAddresses: ["127.0.0.0/8"], isHttpAllowed: false },
    inbox: () => null,
  });
  assert.match(addressesOnly("http://127.0.0.1/") ?? "", /POSTHORN_ALLOW_HTTP/);
});

const PREFIX = "https://hooks.example/posthorn/inbox/";
const judge = createUrlJudge({
  guard: { allowAddresses: [], isHttpAllowed: false },
  inbox: () => ({ prefix: PREFIX, host: "127.0.0.1", port: 4747 }),
});

test("an inbox URL goes straight to this node, whatever public name it has", () => {
  for (const url of [
    `${PREFIX}abcd-EFG_1`,
    `${PREFIX}x/../abcd-EFG_1`,
    "HTTPS://HOOKS.example:443/posthorn/inbox/abcd-EFG_1",
  ]) {
    assert.deepEqual(judge(url), {
      target: {
        origin: "http://127.0.0.1:4747",
        host: "127.0.0.1:4747",
        hostname: "127.0.0.1",
        port: 4747,
        isTls: false,
        isGuarded: false,
        path: "/inbox/abcd-EFG_1",
      },
    });
  }
});

test("a URL is judged the same each time, and one of the inbox goes straight to this node once that listens", () => {
  let isListening = false;
  const judge = createUrlJudge({
    guard: { allowAddresses: [], isHttpAllowed: false },
    inbox: () => (isListening ? { prefix: PREFIX, host: "127.0.0.1", port: 4747 } : null),
  });
  const isGuarded = (url: string) => {
    const judgement = judge(url);
    return "target" in judgement && judgement.target.isGuarded;
  };
  for (const url of ["https://a.example/hooks", "https://a.example/hooks", `${PREFIX}abcd-EFG_1`]) {
    assert.equal(isGuarded(url), true);
  }
  assert.deepEqual(judge("https://a.example/hooks"), judge("https://a.example/hooks"));
  isListening = true;
  assert.equal(isGuarded("https://a.example/hooks"), true);
  assert.equal(isGuarded(`${PREFIX}abcd-EFG_1`), false);
});

test("what merely looks like an inbox URL gets no exemption", () => {
  const local = createUrlRules({
    guard: { allowAddresses: [], isHttpAllowed: false },
    inbox: () => ({ prefix: "http://127.0.0.1:4747/inbox/", host: "127.0.0.1", port: 4747 }),
  });
  assert.equal(local("http://127.0.0.1:4747/inbox/abcdefgh"), null);
  for (const url of [
    "http://127.0.0.1:4747/inbox/",
    "http://127.0.0.1:4747/inbox/short",
    `http://127.0.0.1:4747/inbox/${"a".repeat(65)}`,
    "http://127.0.0.1:4747/inbox/../v1/events1",
    "http://127.0.0.1:4747/inbox/%2e%2e/v1/events",
    "http://127.0.0.1:4747/inbox/abcdefgh/more",
    "http://127.0.0.1:4747/inbox/abcdefgh?a=b",
    "http://127.0.0.1:4747/inbox/abcdefgh#a",
    "http://127.0.0.1:4747/inbox/abcd%2Fefgh",
    "http://127.0.0.1:4747/inbox\\..\\v1\\events",
    "http://user@127.0.0.1:4747/inbox/abcdefgh",
    "http://127.0.0.1:4748/inbox/abcdefgh",
    "https://127.0.0.1:4747/inbox/abcdefgh",
    "http://127.0.0.1:4747/v1/events",
    "http://127.0.0.2:4747/inbox/abcdefgh",
  ]) {
    assert.notEqual(local(url), null, url);
  }
});
