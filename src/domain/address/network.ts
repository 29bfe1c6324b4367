import { type Address, parseAddress, prefixText, sortableOf } from './address.ts';
import { faultOfRange } from './address-set.ts';

/** A network of one family, as bans have it. */
export interface Network {
  readonly family: 4 | 6;
  readonly bits: number;
  /** As people read it: `203.0.113.0/24`, `2001:db8::/32`. */
  readonly text: string;
  /** First and last address of it, in the form of `Address.sortable`. */
  readonly first: string;
  readonly last: string;
  /** As counters and bans name it: like `prefixOf` for IPv6. */
  readonly name: string;
}

/** Reads a CIDR range; undefined for anything else, such as one with bits set beyond its prefix. IPv4-mapped IPv6 is IPv4. */
export function parseNetwork(text: string): Network | undefined {
  const [written = '', bitsText, ...more] = text.split('/');
  const address = parseAddress(written);
  if (address === undefined || bitsText === undefined || more.length > 0 || faultOfRange(text) !== undefined) return undefined;
  const isMapped = address.family === 4 && written.includes(':');
  return networkAround(address, isMapped ? Number(bitsText) - 96 : Number(bitsText));
}

/** Its first address. */
export function firstAddress({ text }: Network): Address | undefined {
  return parseAddress(text.split('/')[0] ?? '');
}

/** The network of so many bits that an address is in. */
export function networkAround(address: Address, bits: number): Network {
  const { family } = address;
  const digits = address.sortable.slice(1);
  const name = networkName(address, bits);
  const whole = Math.floor(bits / 4);
  const rest = bits % 4;
  const partial = rest === 0 ? 0 : Number.parseInt(digits.charAt(whole), 16) & (0xf << (4 - rest));
  const first = digits.slice(0, whole) + (rest === 0 ? '' : partial.toString(16));
  const last = digits.slice(0, whole) + (rest === 0 ? '' : (partial | (0xf >> rest)).toString(16));
  return {
    family,
    bits,
    text: prefixText(name),
    first: family + first.padEnd(digits.length, '0'),
    last: family + last.padEnd(digits.length, 'f'),
    name,
  };
}

/** The name of the network of so many bits that an address is in, made for each arrival: `203.0.113.0/24`, `20010db8/32`. */
export function networkName({ family, text, sortable }: Address, bits: number): string {
  if (family === 6) return `${maskedDigits(sortable, bits)}/${bits}`;
  if (bits === 32) return `${text}/32`;
  const mask = bits === 0 ? 0 : -1 << (32 - bits);
  const masked = Number.parseInt(sortable.slice(1), 16) & mask;
  return `${(masked >>> 24) & 255}.${(masked >>> 16) & 255}.${(masked >>> 8) & 255}.${masked & 255}/${bits}`;
}

/** What is known of a client's prefix, as `prefixOf` gives it, lies in a network, or holds one. */
export function meetsPrefix({ family, first, last }: Network, prefix: string): boolean {
  const [digits = '', bits] = prefix.split('/');
  const own = bits === undefined ? parseAddress(digits)?.sortable : `6${digits.padEnd(32, '0')}`;
  if (own === undefined || !own.startsWith(String(family))) return false;
  const end = bits === undefined ? own : lastOf(digits, Number(bits));
  return own <= last && first <= end;
}

function lastOf(digits: string, bits: number): string {
  const bytes = Buffer.from(digits.padEnd(32, '0'), 'hex');
  return sortableOf(
    6,
    bytes.map((byte, index) => byte | (0xff >> Math.min(8, Math.max(0, bits - index * 8)))),
  );
}

function maskedDigits(sortable: string, bits: number): string {
  const whole = Math.floor(bits / 4);
  const rest = bits % 4;
  const digits = sortable.slice(1, 1 + whole);
  if (rest === 0) return digits;
  return digits + (Number.parseInt(sortable.charAt(1 + whole), 16) & (0xf << (4 - rest))).toString(16);
}
