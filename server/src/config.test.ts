import assert from "node:assert/strict";
import { test } from "node:test";
import { databaseName, databasePath, maskedConfig, parseConfig } from "./config.ts";
import { flagOf, SETTING_GROUPS, SETTING_NAMES, SETTINGS, variableOf } from "./settings.ts";

type Texts = Record<string, string>;

function configOf(env: Texts, flags: Texts = {}) {
  const parsed = parseConfig(env, flags);
  assert.equal(parsed.kind, "config");
  return parsed.config;
}

function faultsOf(env: Texts, flags: Texts = {}): string[] {
  const parsed = parseConfig(env, flags);
  assert.equal(parsed.kind, "faults");
  return parsed.faults;
}

test("with nothing said, Posthorn runs on one file at 127.0.0.1:4747", () => {
  const config = configOf({});
  assert.equal(config.databaseUrl, "file:posthorn.db");
  assert.equal(config.host, "127.0.0.1");
  assert.equal(config.port, 4747);
  assert.equal(config.operatorKey, null);
  assert.equal(config.publicUrl, null);
  assert.equal(config.allowHttp, false);
  assert.deepEqual(config.allowAddresses, []);
});

test("every default is a value that may also be given", () => {
  for (const name of SETTING_NAMES) {
    const { default: fallback, parse } = SETTINGS[name];
    if (fallback !== null) assert.deepEqual(parse(String(fallback)), fallback, name);
  }
});

test("a name has one spelling as a variable and one as a flag", () => {
  assert.equal(variableOf("inFlightPerEndpointMax"), "POSTHORN_IN_FLIGHT_PER_ENDPOINT_MAX");
  assert.equal(flagOf("inFlightPerEndpointMax"), "--in-flight-per-endpoint-max");
});

test("a flag wins over its variable", () => {
  assert.equal(configOf({ POSTHORN_PORT: "1" }, { port: "2" }).port, 2);
});

test("the time to stop follows the timeout, unless it is given", () => {
  assert.equal(configOf({ POSTHORN_TIMEOUT_MS: "1000" }).shutdownMs, 6000);
  assert.equal(configOf({ POSTHORN_TIMEOUT_MS: "1000", POSTHORN_SHUTDOWN_MS: "0" }).shutdownMs, 0);
});

test("the time to connect is a part of the whole timeout, and a longer one is refused", () => {
  assert.equal(configOf({}).connectTimeoutMs, 5000);
  assert.equal(configOf({ POSTHORN_TIMEOUT_MS: "1000" }).connectTimeoutMs, 1000);
  assert.equal(configOf({ POSTHORN_CONNECT_TIMEOUT_MS: "15000" }).connectTimeoutMs, 15_000);
  assert.deepEqual(faultsOf({ POSTHORN_CONNECT_TIMEOUT_MS: "15001" }), [
    "POSTHORN_CONNECT_TIMEOUT_MS is 15001: expected at most the whole timeout, POSTHORN_TIMEOUT_MS, which is 15000",
  ]);
  assert.match(
    faultsOf({ POSTHORN_TIMEOUT_MS: "1000" }, { connectTimeoutMs: "2000" })[0] ?? "",
    /^--connect-timeout-ms is 2000: expected at most .*POSTHORN_TIMEOUT_MS, which is 1000$/,
  );
});

test("every setting stands under one heading", () => {
  assert.deepEqual(Object.values(SETTING_GROUPS).flat(), [...SETTING_NAMES]);
});

const BAD: Record<string, readonly string[]> = {
  POSTHORN_DATABASE_URL: [
    "",
    "posthorn.db",
    "file:",
    "file://host/x.db",
    "file:x.db?mode=ro",
    "mysql://h/db",
    "postgres://h",
    "postgres://h/",
  ],
  POSTHORN_HOST: ["", "a b", "http://x/"],
  POSTHORN_PORT: ["", "abc", "-1", "65536", "1.5", "0x10", " 1", "1e3", "9".repeat(30)],
  POSTHORN_PUBLIC_URL: ["", "example.com", "ftp://a/", "https://u:p@a/", "https://a/?q", "https://a/#f"],
  POSTHORN_ALLOW_ADDRESSES: ["10.0.0.0", "10.0.0.0/33", "::1/129", "10.1/8", "a/8", "10.0.0.0/8,", "fe80::1%eth0/64"],
  POSTHORN_EMBED_ORIGINS: [
    "*",
    "https:",
    "app.example",
    "https://a.example/",
    "https://a.example;x",
    "https://a.*",
    "'self'",
  ],
  POSTHORN_ALLOW_HTTP: ["", "yes", "1", "TRUE"],
  POSTHORN_TIMEOUT_MS: ["0", "99", "120001"],
  POSTHORN_LOG_LEVEL: ["", "verbose", "INFO"],
  POSTHORN_VALIDATION: ["", "on", "Strict"],
  POSTHORN_PAUSE_AFTER: ["0", "1001"],
};

for (const [variable, texts] of Object.entries(BAD)) {
  for (const text of texts) {
    test(`${variable} cannot be ${JSON.stringify(text)}, and the fault names both and what was expected`, () => {
      const [fault = "", ...others] = faultsOf({ [variable]: text });
      assert.deepEqual(others, []);
      assert.ok(fault.startsWith(`${variable} is `), fault);
      assert.match(fault, /: expected \S/);
      if (!text.includes("@")) assert.ok(fault.includes(JSON.stringify(text)), fault);
    });
  }
}

test("every number refuses what is below and above its range", () => {
  for (const name of SETTING_NAMES) {
    const [, min, max] = /from (\d+) to (\d+)$/.exec(SETTINGS[name].expected) ?? [];
    if (min === undefined || max === undefined) continue;
    // With the longest timeout, of which the one for connecting is a part.
    const longest = { POSTHORN_TIMEOUT_MS: "120000" };
    for (const bound of [min, max]) {
      assert.equal(configOf({ ...longest, [variableOf(name)]: bound })[name], Number(bound));
    }
    for (const text of [String(Number(min) - 1), String(Number(max) + 1)]) {
      assert.equal(faultsOf({ [variableOf(name)]: text }).length, 1, name);
    }
  }
});

test("a bad flag is named as the flag it is", () => {
  assert.match(faultsOf({}, { port: "abc" })[0] ?? "", /^--port is "abc": expected a whole number from 0 to 65535$/);
});

test("all faults are told at once", () => {
  assert.equal(faultsOf({ POSTHORN_PORT: "x", POSTHORN_ALLOW_HTTP: "x", POSTHORN_LOG_LEVEL: "x" }).length, 3);
});

test("an unknown variable or flag is refused with the nearest name", () => {
  assert.match(faultsOf({ POSTHORN_PROT: "1" })[0] ?? "", /^POSTHORN_PROT: .* did you mean POSTHORN_PORT\?$/);
  assert.match(faultsOf({}, { prot: "1" })[0] ?? "", /^prot: .* did you mean port\?$/);
  assert.match(faultsOf({ POSTHORN_QQQQQQQQ: "1" })[0] ?? "", /^POSTHORN_QQQQQQQQ: there is no such setting$/);
  assert.equal(configOf({ PATH: "/bin", POSTHORN_TEST_POSTGRES_URL: "x" }).port, 4747);
});

test("an operator key is neither empty nor short, and no fault repeats it", () => {
  for (const key of ["", "short-secret", "with spaces in the middle", "x".repeat(257)]) {
    const [fault = ""] = faultsOf({ POSTHORN_OPERATOR_KEY: key });
    assert.match(fault, new RegExp(`^POSTHORN_OPERATOR_KEY is ${key.length} characters: expected `));
    if (key !== "") assert.ok(!fault.includes(key));
  }
  assert.equal(configOf({ POSTHORN_OPERATOR_KEY: "sixteen-or-more!" }).operatorKey, "sixteen-or-more!");
});

test("a URL's password does not show in a fault", () => {
  for (const text of ["postgres://posthorn:hush@db", "postgres://posthorn:hu@sh@db"]) {
    const [fault = ""] = faultsOf({ POSTHORN_DATABASE_URL: text });
    assert.match(fault, /"postgres:\/\/\*\*\*@db"/);
    assert.match(fault, /expected .* or postgres:\/\/<user>@<host>\/<database>$/);
    assert.doesNotMatch(fault, /hu|sh@/);
  }
});

test("address ranges are a list, and an empty one is none", () => {
  const parsed = configOf({ POSTHORN_ALLOW_ADDRESSES: "10.0.0.0/8, fd00::/8,::1/128" });
  assert.deepEqual(parsed.allowAddresses, ["10.0.0.0/8", "fd00::/8", "::1/128"]);
  assert.deepEqual(configOf({ POSTHORN_ALLOW_ADDRESSES: "" }).allowAddresses, []);
});

test("origins that may embed the page are a list, and an empty one is none", () => {
  const parsed = configOf({
    POSTHORN_EMBED_ORIGINS: "https://app.example, http://localhost:3000,https://*.acme.example",
  });
  assert.deepEqual(parsed.embedOrigins, ["https://app.example", "http://localhost:3000", "https://*.acme.example"]);
  assert.deepEqual(configOf({ POSTHORN_EMBED_ORIGINS: "" }).embedOrigins, []);
});

test("a public URL keeps its path and loses its last slash", () => {
  assert.equal(configOf({ POSTHORN_PUBLIC_URL: "https://Hooks.example.com/" }).publicUrl, "https://hooks.example.com");
  assert.equal(configOf({ POSTHORN_PUBLIC_URL: "https://a.example/hooks/" }).publicUrl, "https://a.example/hooks");
});

test("a database's path is what stands behind file:", () => {
  const paths = {
    "file:posthorn.db": "posthorn.db",
    "file:/var/p.db": "/var/p.db",
    "file:///var/p.db": "/var/p.db",
    "file::memory:": ":memory:",
  };
  for (const [url, path] of Object.entries(paths)) {
    assert.equal(databasePath(configOf({ POSTHORN_DATABASE_URL: url }).databaseUrl), path);
  }
});

test("the operator's key is masked where settings are shown, and the rest is plain", () => {
  const masked = maskedConfig(configOf({ POSTHORN_OPERATOR_KEY: "sixteen-or-more!" }));
  assert.deepEqual(Object.keys(masked), [...SETTING_NAMES]);
  assert.equal(masked["operatorKey"], "***");
  assert.equal(masked["port"], 4747);
  assert.equal(maskedConfig(configOf({}))["operatorKey"], null);
});

test("of a Postgres database neither user, password nor options are shown", () => {
  for (const scheme of ["postgres", "postgresql"]) {
    const config = configOf({ POSTHORN_DATABASE_URL: `${scheme}://posthorn:hush@db:5433/posthorn?password=hush` });
    assert.equal(maskedConfig(config)["databaseUrl"], "postgres://db:5433/posthorn");
  }
  assert.equal(databaseName("file:///var/lib/posthorn.db"), "/var/lib/posthorn.db");
});
