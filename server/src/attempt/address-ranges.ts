/**
 * Ranges that no request goes to, with their names: private, shared and special addresses by the IANA registries of
 * special-purpose addresses, and those of cloud platforms that look public but are answered by the host itself.
 * The first match names the address, so narrow ranges stand before wide ones.
 */
export const FORBIDDEN_RANGES: readonly (readonly [cidr: string, kind: string])[] = [
  ["0.0.0.0/8", "an unspecified address"],
  ["10.0.0.0/8", "a private address"],
  ["100.64.0.0/10", "a carrier-grade NAT address"],
  ["127.0.0.0/8", "a loopback address"],
  ["169.254.169.254/32", "a cloud metadata address"],
  ["169.254.0.0/16", "a link-local address"],
  ["172.16.0.0/12", "a private address"],
  ["192.0.0.0/24", "a reserved address"],
  ["192.0.2.0/24", "a documentation address"],
  ["192.31.196.0/24", "a reserved address"],
  ["192.52.193.0/24", "a reserved address"],
  ["192.88.99.0/24", "a 6to4 relay address"],
  ["192.168.0.0/16", "a private address"],
  ["192.175.48.0/24", "a reserved address"],
  ["198.18.0.0/15", "a benchmark address"],
  ["198.51.100.0/24", "a documentation address"],
  ["203.0.113.0/24", "a documentation address"],
  // Azure's platform address: metadata, DNS and health probes.
  ["168.63.129.16/32", "a cloud metadata address"],
  ["224.0.0.0/4", "a multicast address"],
  ["255.255.255.255/32", "a broadcast address"],
  ["240.0.0.0/4", "a reserved address"],

  ["::/128", "an unspecified address"],
  ["::1/128", "a loopback address"],
  ["::ffff:0:0/96", "an IPv4-mapped address"],
  ["::ffff:0:0:0/96", "an IPv4-translated address"],
  ["::/96", "an IPv4-compatible address"],
  ["64:ff9b::/96", "a NAT64 address"],
  ["64:ff9b:1::/48", "a NAT64 address"],
  ["100::/64", "a discard address"],
  ["100:0:0:1::/64", "a reserved address"],
  ["2001::/32", "a Teredo address"],
  ["2001:2::/48", "a benchmark address"],
  ["2001:db8::/32", "a documentation address"],
  ["2001::/23", "a reserved address"],
  ["2002::/16", "a 6to4 address"],
  ["2620:4f:8000::/48", "a reserved address"],
  ["3fff::/20", "a documentation address"],
  ["5f00::/16", "a reserved address"],
  ["fc00::/7", "a unique local address"],
  ["fe80::/10", "a link-local address"],
  ["fec0::/10", "a site-local address"],
  ["ff00::/8", "a multicast address"],
];

/** All of IPv6 that is given out as public unicast (RFC 4291, IANA). What is outside has no known meaning. */
export const PUBLIC_IPV6 = "2000::/3";
