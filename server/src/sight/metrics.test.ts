import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { createMetrics, type GaugeReaders } from "./metrics.ts";

const READERS: GaugeReaders = {
  pausedEndpoints: () => 1,
  pendingDeliveries: async () => 2,
  heldDeliveries: () => 7,
  queuedDeliveries: () => 3,
  inFlight: () => 4,
  runningReplays: () => 8,
  listeners: () => 9,
  oldestPendingAgeS: () => 5.5,
  databaseBytes: async () => 6,
};

/** The sample lines, such as `posthorn_deliveries_pending 2`, by their name with labels. */
async function scrape(metrics: ReturnType<typeof createMetrics>, readers = READERS): Promise<Map<string, string>> {
  const text = await metrics.render(readers);
  return new Map(
    [...text.matchAll(/^([a-z_]+(?:\{.*\})?) (\S+)$/gm)].map(([, name = "", value = ""]) => [name, value]),
  );
}

test("what was counted shows, by code where there are codes", async () => {
  const metrics = createMetrics();
  metrics.countAccepted(3);
  metrics.countAccepted(2);
  metrics.countDuplicate();
  metrics.countRefused("payload_too_large");
  metrics.countAttempt("delivered");
  metrics.countAttempt("timeout");
  metrics.countAttempt("timeout");
  metrics.countDelivered();
  metrics.countFailed();
  metrics.countReplay("done");
  const refused = { method: "POST", route: "/v1/keys", status: 401 };
  for (const answer of [refused, refused, { ...refused, status: 201 }]) metrics.countAnswer(answer);
  const samples = await scrape(metrics);
  assert.equal(samples.get("posthorn_events_accepted_total"), "5");
  assert.equal(samples.get("posthorn_events_duplicate_total"), "1");
  assert.equal(samples.get('posthorn_events_refused_total{code="payload_too_large"}'), "1");
  assert.equal(samples.get('posthorn_attempts_total{code="delivered"}'), "1");
  assert.equal(samples.get('posthorn_attempts_total{code="timeout"}'), "2");
  assert.equal(samples.get("posthorn_deliveries_delivered_total"), "1");
  assert.equal(samples.get("posthorn_deliveries_failed_total"), "1");
  const labels = 'method="POST",route="/v1/keys"';
  assert.equal(samples.get(`posthorn_http_requests_total{${labels},status="401"}`), "2");
  assert.equal(samples.get(`posthorn_http_requests_total{${labels},status="201"}`), "1");
  assert.equal(samples.get('posthorn_replays_ended_total{state="done"}'), "1");
});

test("milliseconds become seconds in the histograms", async () => {
  const metrics = createMetrics();
  metrics.observeCommit(2);
  metrics.observeAccept(30);
  metrics.observeLatency(400);
  metrics.observeAttempt(15_000);
  const samples = await scrape(metrics);
  assert.equal(samples.get("posthorn_commit_duration_seconds_sum"), "0.002");
  assert.equal(samples.get('posthorn_commit_duration_seconds_bucket{le="0.001"}'), "0");
  assert.equal(samples.get('posthorn_commit_duration_seconds_bucket{le="0.0025"}'), "1");
  assert.equal(samples.get("posthorn_accept_duration_seconds_sum"), "0.03");
  assert.equal(samples.get("posthorn_delivery_latency_seconds_sum"), "0.4");
  assert.equal(samples.get('posthorn_attempt_duration_seconds_bucket{le="15"}'), "1");
});

test("gauges are read at each scrape", async () => {
  const metrics = createMetrics();
  let inFlight = 4;
  const readers = { ...READERS, inFlight: () => inFlight };
  const first = await scrape(metrics, readers);
  assert.equal(first.get("posthorn_endpoints_paused"), "1");
  assert.equal(first.get("posthorn_deliveries_pending"), "2");
  assert.equal(first.get("posthorn_deliveries_held"), "7");
  assert.equal(first.get("posthorn_deliveries_queued"), "3");
  assert.equal(first.get("posthorn_deliveries_in_flight"), "4");
  assert.equal(first.get("posthorn_oldest_pending_age_seconds"), "5.5");
  assert.equal(first.get("posthorn_database_bytes"), "6");
  assert.equal(first.get("posthorn_replays_running"), "8");
  assert.equal(first.get("posthorn_listeners"), "9");
  inFlight = 0;
  assert.equal((await scrape(metrics, readers)).get("posthorn_deliveries_in_flight"), "0");
});

test("a store that cannot be read takes only its own gauges out of a scrape", async () => {
  const pendingDeliveries = async () => {
    throw new Error("the store cannot be read");
  };
  const samples = await scrape(createMetrics(), { ...READERS, pendingDeliveries });
  assert.equal(samples.get("posthorn_deliveries_pending"), "Nan");
  assert.equal(samples.get("posthorn_deliveries_queued"), "3");
});

test("the process tells about itself, and two nodes in one process do not share their numbers", async () => {
  const [one, other] = [createMetrics(), createMetrics()];
  one.countAccepted(1);
  const samples = await scrape(other);
  assert.equal(samples.get("posthorn_events_accepted_total"), "0");
  for (const name of ["process_resident_memory_bytes", "process_start_time_seconds", "nodejs_heap_size_used_bytes"]) {
    assert.ok(Number(samples.get(name)) > 0, name);
  }
  const before = Number(samples.get("process_cpu_seconds_total"));
  const after = Number((await scrape(other)).get("process_cpu_seconds_total"));
  const { user, system } = process.cpuUsage();
  assert.ok(before > 0 && after >= before && after <= (user + system) / 1e6, "it is read anew and not added up");
});

test("an idle process is not woken for metrics", () => {
  // In a process of its own: a monitor that an earlier test started would hide the one that this test looks for.
  const started = `
    const { PerformanceObserver } = require("node:perf_hooks");
    const begun = [];
    PerformanceObserver.prototype.observe = () => begun.push("observer");
    require("node:perf_hooks").monitorEventLoopDelay = () => ({ enable: () => begun.push("monitor"), reset() {} });
    for (const name of ["setInterval", "setTimeout"]) globalThis[name] = () => begun.push(name);
    import(${JSON.stringify(import.meta.resolve("./metrics.ts"))}).then(({ createMetrics }) => {
      createMetrics();
      process.stdout.write(JSON.stringify(begun));
    });`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--conditions=posthorn-source", "-e", started], {
    encoding: "utf8",
  });
  assert.equal(stdout, "[]", stderr);
});
