import { isIP, isIPv6 } from "node:net";
import ipaddr from "ipaddr.js";
import { FORBIDDEN_RANGES, PUBLIC_IPV6 } from "./address-ranges.ts";

/** What the operator lets pass that is refused otherwise. */
export interface GuardOptions {
  /** Ranges such as `10.1.0.0/16` that may be sent to whatever else is said of them (`POSTHORN_ALLOW_ADDRESSES`). */
  allowAddresses: readonly string[];
  /** Whether endpoints may have `http:` URLs (`POSTHORN_ALLOW_HTTP`). */
  isHttpAllowed: boolean;
}

/** What kind of address it is that nothing is sent to, such as "a loopback address". Null: requests may go there. */
export type AddressGuard = (address: string) => string | null;

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Range = [Address, number];

/** The rule of who may be sent to: public unicast addresses, and what the operator lists. */
export function createAddressGuard(allowAddresses: readonly string[]): AddressGuard {
  const allowed = allowAddresses.map(toRange);
  const forbidden = FORBIDDEN_RANGES.map(([cidr, kind]) => ({ range: toRange(cidr), kind }));
  const publicIpv6 = toRange(PUBLIC_IPV6);

  return (text) => {
    // isIP knows plain spellings only. A zone id, which names an interface of this machine, passes it.
    if (isIP(text) === 0 || text.includes("%")) return "not a plain IP address";
    const address = ipaddr.parse(isIPv6(text) ? inHex(text) : text);
    const embedded = unmapped(address);
    if (allowed.some((range) => contains(range, address) || contains(range, embedded))) return null;
    const match = forbidden.find(({ range }) => contains(range, address));
    if (match !== undefined) return match.kind;
    return address.kind() === "ipv4" || contains(publicIpv6, address) ? null : "a reserved address";
  };
}

/** Why nothing is sent to an address, and whose setting would change it. `subject` says where it was met. */
export function refusal(subject: string, kind: string): string {
  return `${subject} ${kind}: Posthorn does not send there unless the operator lists it in POSTHORN_ALLOW_ADDRESSES`;
}

/** Why a host is not sent to, by the addresses it has: one forbidden one among them refuses them all. Null: it is. */
export function forbiddenAmong(guard: AddressGuard, hostname: string, addresses: readonly string[]): string | null {
  for (const address of addresses) {
    const kind = guard(address);
    const subject = address === hostname ? `${address} is` : `${hostname} resolves to ${address},`;
    if (kind !== null) return refusal(subject, kind);
  }
  return null;
}

function toRange(cidr: string): Range {
  // ipaddr.js reads 010.0.0.0 as octal: what the operator wrote must mean what it looks like.
  const [network = ""] = cidr.split("/");
  if (isIP(network) === 0 || !ipaddr.isValidCIDR(cidr)) throw new Error(`${cidr} is not an address range`);
  return ipaddr.parseCIDR(cidr);
}

/** The one spelling without dots: ipaddr.js takes `::10.0.0.1` for `::ffff:10.0.0.1`, which is another address. */
function inHex(ipv6: string): string {
  return new URL(`http://[${ipv6}]`).hostname.slice(1, -1);
}

function unmapped(address: Address): Address {
  return address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() ? address.toIPv4Address() : address;
}

function contains([network, prefixLength]: Range, address: Address): boolean {
  if (address instanceof ipaddr.IPv4) {
    return network instanceof ipaddr.IPv4 && address.match(network, prefixLength);
  }
  return network instanceof ipaddr.IPv6 && address.match(network, prefixLength);
}
