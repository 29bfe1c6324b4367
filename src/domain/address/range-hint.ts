import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { type Address, parseAddress } from './address.ts';

/** What to write instead of a netmask, a span, a wildcard or a name, as ranges are written elsewhere; undefined: nothing in particular. */
export function rangeHint(entry: string): string | undefined {
  const [, address = '', mask = ''] = /^([0-9.]+)[/ ]+([0-9]+(?:\.[0-9]+){3})$/.exec(entry) ?? [];
  if (mask !== '') return maskHint(address, mask);
  const [, from = '', to = ''] = /^([0-9a-f.:]+) *- *([0-9a-f.:]+)$/i.exec(entry) ?? [];
  if (to !== '') return spanHint(from, to);
  if (entry.includes('*')) return wildcardHint(entry);
  const digits = digitsHint(entry);
  if (digits !== undefined) return digits;
  if (/^[0-9]+(\.[0-9]+){1,2}(\/[0-9]+)?$/.test(entry)) return 'write all four numbers of the address';
  if (entry.includes('%')) return 'leave out the zone (%…)';
  if (/^\[.*\]$/.test(entry)) return 'leave out the brackets';
  if (/^[0-9.]+:[0-9]+$/.test(entry) || /^\[.*\]:[0-9]+$/.test(entry)) return 'leave out the port';
  if (/^[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?$/i.test(entry) && /[g-z]/i.test(entry))
    return 'names are not looked up: write the addresses that the name stands for';
  return undefined;
}

/** Of numbers that are too large, or begin with a zero: some programs read these as octal. */
function digitsHint(entry: string): string | undefined {
  const [address = '', bits, ...more] = entry.split('/');
  const numbers = /^[0-9]{1,3}(\.[0-9]{1,3}){3}$/.test(address) ? address.split('.').map(Number) : undefined;
  const width = numbers === undefined ? 128 : 32;
  if (more.length > 0 || (numbers === undefined && isIP(address) !== 6)) return undefined;
  if (numbers?.some((number) => number > 255) === true) return 'no number of an IPv4 address is larger than 255';
  if (bits !== undefined && !/^[0-9]{1,4}$/.test(bits)) return undefined;
  if (Number(bits ?? 0) > width) return `the prefix length of an ${width === 32 ? 'IPv4' : 'IPv6'} range is at most ${width}`;
  const plain = `${numbers?.join('.') ?? address}${bits === undefined ? '' : `/${Number(bits)}`}`;
  return plain === entry ? undefined : `did you mean "${plain}"?`;
}

function maskHint(address: string, mask: string): string | undefined {
  const bits = mask
    .split('.')
    .map((byte) => Number(byte).toString(2).padStart(8, '0'))
    .join('');
  const prefix = /^(1*)0*$/.exec(bits)?.[1]?.length;
  if (isIP(mask) === 0 || isIP(address) === 0 || prefix === undefined) return 'write a netmask as a prefix length, such as /24';
  return `did you mean "${networkText(address, prefix)}"?`;
}

/** @returns the prefixes that make up the span, where they are few */
function spanHint(from: string, to: string): string | undefined {
  const [first, last] = [parseAddress(from), parseAddress(to)];
  const advice = 'write a span of addresses as CIDR ranges';
  if (first === undefined || last?.family !== first.family || first.sortable > last.sortable) return advice;
  const ranges = cidrsOf(first, last);
  return ranges === undefined ? advice : `did you mean ${ranges.map((range) => `"${range}"`).join(', ')}?`;
}

const maxHintedRanges = 4;

/** The CIDR ranges that make up a span; undefined where they are more than a message should hold. */
function cidrsOf(first: Address, last: Address): readonly string[] | undefined {
  const width = first.family === 4 ? 32 : 128;
  const end = BigInt(`0x${last.sortable.slice(1)}`);
  const ranges: string[] = [];
  let at = BigInt(`0x${first.sortable.slice(1)}`);
  while (at <= end) {
    if (ranges.length === maxHintedRanges) return undefined;
    let bits = 0;
    while (bits < width && (at & ((1n << BigInt(bits + 1)) - 1n)) === 0n && at + (1n << BigInt(bits + 1)) - 1n <= end) bits += 1;
    ranges.push(cidrText(at, width, bits));
    at += 1n << BigInt(bits);
  }
  return ranges;
}

function cidrText(at: bigint, width: 32 | 128, bits: number): string {
  const bytes = Buffer.from(at.toString(16).padStart(width / 4, '0'), 'hex');
  const address = ipaddr.fromByteArray([...bytes]).toString();
  return bits === 0 ? address : `${address}/${width - bits}`;
}

function wildcardHint(entry: string): string {
  const [, digits = ''] = /^([0-9]{1,3}(?:\.[0-9]{1,3}){0,2})(?:\.\*)+$/.exec(entry) ?? [];
  const numbers = digits === '' ? [] : digits.split('.');
  const address = [...numbers, '0', '0', '0', '0'].slice(0, 4).join('.');
  if (numbers.length === 0 || isIP(address) === 0) return 'wildcards are not known: write CIDR ranges';
  return `did you mean "${address}/${numbers.length * 8}"?`;
}

function networkText(address: string, bits: number): string {
  const network = ipaddr.IPv4.networkAddressFromCIDR(`${address}/${bits}`);
  return bits === 32 ? address : `${network.toString()}/${bits}`;
}
