import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * An IP address in one form. IPv4-mapped IPv6 is IPv4.
 *
 * `sortable` is the family (`4` or `6`) and the address in hexadecimal: it orders addresses and makes equal ones equal text.
 */
export interface Address {
  readonly family: 4 | 6;
  /** As people read it: `192.0.2.1`, `2001:db8::1`. */
  readonly text: string;
  readonly sortable: string;
}

/** Reads an address; undefined for anything else: a zone id, a port, a short IPv4 form, a name. */
export function parseAddress(text: string): Address | undefined {
  // net.isIP first: ipaddr.js also reads 127.1, 0x7f.1 and 010.0.0.1.
  if (isIP(text) === 0 || text.includes('%')) return undefined;
  const parsed = ipaddr.process(withoutDots(text));
  const family = parsed.kind() === 'ipv4' ? 4 : 6;
  return { family, text: parsed.toString(), sortable: sortableOf(family, parsed.toByteArray()) };
}

/** An IPv6 address whose last four bytes are written as an IPv4 one, in groups alone: ipaddr.js reads `::192.0.2.1` as IPv4. */
export function withoutDots(text: string): string {
  const [, groups, a, b, c, d] = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text) ?? [];
  if (groups === undefined) return text;
  return `${groups}${group(a, b)}:${group(c, d)}`;
}

function group(high: string | undefined, low: string | undefined): string {
  return (Number(high) * 256 + Number(low)).toString(16);
}

export function sortableOf(family: 4 | 6, bytes: readonly number[] | Uint8Array): string {
  return family + Buffer.from(bytes).toString('hex');
}

/** Of the IPv6 network that is counted beside its clients: one such network has 65,536 networks of 64 bits. */
export const networkBits = 48;

/**
 * The prefix that counts as one client in limits: an IPv4 address itself, an IPv6 network of `ipv6Prefix` bits.
 */
export function prefixOf(address: Address, ipv6Prefix: number): string {
  if (address.family === 4) return address.text;
  const digits = Math.floor(ipv6Prefix / 4);
  const rest = ipv6Prefix % 4;
  const whole = address.sortable.slice(1, 1 + digits);
  if (rest === 0) return `${whole}/${ipv6Prefix}`;
  const partial = Number.parseInt(address.sortable.charAt(1 + digits), 16) & (0xf << (4 - rest));
  return `${whole}${partial.toString(16)}/${ipv6Prefix}`;
}

/** A prefix as people read it: `prefixOf` gives hexadecimal digits of an IPv6 network, this is `2001:db8::/64`. Others stay as they are. */
export function prefixText(prefix: string): string {
  const [, digits = '', bits] = /^([0-9a-f]*)\/([0-9]+)$/.exec(prefix) ?? [];
  if (bits === undefined) return prefix;
  const groups = digits.padEnd(32, '0').match(/.{4}/g) ?? [];
  return `${parseAddress(groups.join(':'))?.text ?? digits}/${bits}`;
}
