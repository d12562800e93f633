import assert from "node:assert/strict";
import { test } from "node:test";
import { createAddressGuard } from "./guard.ts";

/** The first and the last address of each forbidden range, or one within, and what it is called. */
const FORBIDDEN: readonly [kind: string, addresses: readonly string[]][] = [
  ["an unspecified address", ["0.0.0.0", "0.255.255.255", "::"]],
  [
    "a private address",
    ["10.0.0.0", "10.255.255.255", "172.16.0.0", "172.31.255.255", "192.168.0.0", "192.168.255.255"],
  ],
  ["a carrier-grade NAT address", ["100.64.0.0", "100.100.100.200", "100.127.255.255"]],
  ["a loopback address", ["127.0.0.1", "127.255.255.255", "::1", "0:0:0:0:0:0:0:1"]],
  ["a cloud metadata address", ["169.254.169.254", "168.63.129.16"]],
  ["a link-local address", ["169.254.0.0", "169.254.255.255", "fe80::1", "febf:ffff::1"]],
  ["a reserved address", ["192.0.0.0", "192.0.0.255", "192.31.196.1", "192.52.193.1", "192.175.48.1"]],
  ["a reserved address", ["240.0.0.0", "255.255.255.254"]],
  ["a documentation address", ["192.0.2.1", "198.51.100.1", "203.0.113.7", "2001:db8::1", "3fff::1", "3fff:fff::1"]],
  ["a 6to4 relay address", ["192.88.99.1"]],
  ["a benchmark address", ["198.18.0.0", "198.19.255.255", "2001:2::1"]],
  ["a multicast address", ["224.0.0.1", "239.255.255.255", "ff02::1"]],
  ["a broadcast address", ["255.255.255.255"]],
  ["an IPv4-mapped address", ["::ffff:8.8.8.8", "::ffff:127.0.0.1", "::ffff:7f00:1", "0:0:0:0:0:FFFF:0808:0808"]],
  ["an IPv4-translated address", ["::ffff:0:8.8.8.8"]],
  ["an IPv4-compatible address", ["::127.0.0.1", "::8.8.8.8", "::2"]],
  ["a NAT64 address", ["64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1"]],
  ["a discard address", ["100::", "100::ffff"]],
  ["a reserved address", ["100:0:0:1::1", "2001:20::1", "2001:1ff:ffff::1", "2620:4f:8000::1", "5f00::1"]],
  ["a reserved address", ["100:0:0:2::1", "400::1", "1fff::1", "4000::1", "e000::1", "fe00::1"]],
  ["a Teredo address", ["2001::1", "2001:0:ffff::1"]],
  ["a 6to4 address", ["2002:7f00:1::1", "2002:808:808::1"]],
  ["a unique local address", ["fc00::1", "fd00:ec2::254"]],
  ["a site-local address", ["fec0::1"]],
  [
    "not a plain IP address",
    ["fe80::1%eth0", "2606:4700::1%0", "0x7f.1", "2130706433", "0177.0.0.1", "example.com", ""],
  ],
];

const PUBLIC = [
  ["1.0.0.0", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0"],
  ["168.63.129.15", "168.63.129.17", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.0"],
  ["192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255"],
  ["2001:200::1", "2001:4860:4860::8888", "2606:4700::1111", "2a00:1450::1", "2003::1", "3ffe::1"],
].flat();

test("each forbidden range is refused, with the name of its kind", () => {
  const guard = createAddressGuard([]);
  for (const [kind, addresses] of FORBIDDEN) {
    for (const address of addresses) assert.equal(guard(address), kind, address);
  }
});

test("public unicast addresses pass, up to the edges of the forbidden ranges", () => {
  const guard = createAddressGuard([]);
  for (const address of PUBLIC) assert.equal(guard(address), null, address);
});

test("what the operator lists passes whatever else is said of it, also in its mapped spelling", () => {
  const guard = createAddressGuard(["10.1.0.0/16", "fd00::/8", "169.254.169.254/32"]);
  for (const address of ["10.1.2.3", "::ffff:10.1.2.3", "::ffff:a01:203", "fd12::1", "169.254.169.254"]) {
    assert.equal(guard(address), null, address);
  }
  for (const address of ["10.2.0.1", "::ffff:10.2.0.1", "fc00::1", "169.254.169.253", "::10.1.2.3"]) {
    assert.notEqual(guard(address), null, address);
  }
});

test("a range that does not mean what it looks like is refused at the start", () => {
  for (const range of ["010.0.0.0/8", "10.0.0.0", "10.0.0.0/33", "10.0.0/8", "example.com/8", ""]) {
    assert.throws(() => createAddressGuard([range]), /is not an address range/, range);
  }
});
