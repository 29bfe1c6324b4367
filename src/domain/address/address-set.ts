import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { type Address, parseAddress, sortableOf, withoutDots } from './address.ts';

/** First and last address of a range, both in it, in the form of `Address.sortable`. */
interface Range {
  readonly first: string;
  readonly last: string;
}

const shortList = 256;
const maxAnswered = 4096;

/** The addresses that clients on the Internet can have: 1.0.0.0 to 223.255.255.255, and 2000::/3 (RFC 4291, 2.4). */
const clientSpace: Readonly<Record<4 | 6, Range>> = {
  4: { first: '401000000', last: '4dfffffff' },
  6: { first: `62${'0'.repeat(31)}`, last: `63${'f'.repeat(31)}` },
};
/** Share of the Internet from which a list counts as everyone, however it is written. */
const everyoneShare = 0.5;
/** Prefix lengths from which an entry is somebody in particular, also beside entries for everyone. */
const particularBits = { 4: 24, 6: 48 } as const;
const families = [4, 6] as const;

/** Addresses and ranges; asks in logarithmic time, however long the list. */
export class AddressSet {
  static readonly empty = new AddressSet([], []);
  readonly #firsts: readonly string[];
  readonly #lasts: readonly string[];
  /** Of long lists: a search in them misses the processor's caches at every step, and the same addresses ask again and again. */
  readonly #answered = new Map<string, boolean>();
  /** The entries that it was made of, as they were written. */
  readonly texts: readonly string[];
  #particular: AddressSet | undefined;

  private constructor(ranges: readonly Range[], texts: readonly string[]) {
    const merged = merge(ranges);
    this.texts = Object.freeze([...texts]);
    this.#firsts = merged.map((range) => range.first);
    this.#lasts = merged.map((range) => range.last);
  }

  /**
   * @param entries addresses and CIDR ranges
   * @throws RangeError that names the first entry that is neither
   */
  static of(entries: readonly string[]): AddressSet {
    return new AddressSet(
      entries.map((entry) => {
        const range = parseRange(entry);
        if (typeof range === 'string') throw new RangeError(range);
        return range;
      }),
      entries,
    );
  }

  /** Everything that one of several sets has; their entries are not read again. */
  static union(sets: readonly AddressSet[]): AddressSet {
    const ranges = sets.flatMap((set) => set.#firsts.map((first, index): Range => ({ first, last: set.#lasts[index] ?? first })));
    return new AddressSet(
      ranges,
      sets.flatMap((set) => set.texts),
    );
  }

  get size(): number {
    return this.#firsts.length;
  }

  has(address: Address): boolean {
    if (this.size <= shortList) return this.#search(address);
    const answered = this.#answered.get(address.sortable);
    if (answered !== undefined) return answered;
    const answer = this.#search(address);
    if (this.#answered.size >= maxAnswered) this.#answered.clear();
    this.#answered.set(address.sortable, answer);
    return answer;
  }

  /** Whether any address from the first to the last of a network is in it. */
  meets({ first, last }: { readonly first: string; readonly last: string }): boolean {
    return first <= (this.#lasts[this.#rangeBefore(last)] ?? '');
  }

  /** Whether every address of another set is in it. */
  hasAll(other: AddressSet): boolean {
    return other.#firsts.every((first, index) => this.#covers(first, other.#lasts[index] ?? first));
  }

  /** Whether most of the Internet's addresses of a family are in it, in whatever spelling. */
  hasEveryone(family: 4 | 6): boolean {
    return this.share(family) >= everyoneShare;
  }

  /** Between 0 and 1: how many of the addresses that clients on the Internet can have are in it. */
  share(family: 4 | 6): number {
    const space = clientSpace[family];
    const held = this.#firsts.map((first, index) => {
      const last = this.#lasts[index] ?? first;
      return sizeOf({ first: first < space.first ? space.first : first, last: last > space.last ? space.last : last });
    });
    return held.reduce((sum, size) => sum + size, 0) / sizeOf(space);
  }

  /** Whether it has the address other than by having everyone. */
  names(address: Address): boolean {
    this.#particular ??= particularOf(this);
    return this.#particular.has(address);
  }

  /** Ranges that follow each other without a gap are one here. */
  #covers(first: string, last: string): boolean {
    for (let at = first; ; at = after(at)) {
      const end = this.#lasts[this.#rangeBefore(at)] ?? '';
      if (at > end) return false;
      if (last <= end) return true;
      at = end;
    }
  }

  #search({ sortable }: Address): boolean {
    const index = this.#rangeBefore(sortable);
    return index >= 0 && sortable <= (this.#lasts[index] ?? '');
  }

  /** The last range that begins at an address or before it; -1: none does. */
  #rangeBefore(sortable: string): number {
    let low = 0;
    let high = this.#firsts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#firsts[middle] ?? '') <= sortable) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}

/** The address behind another one of its family, in the form of `Address.sortable`. */
function after(sortable: string): string {
  const next = BigInt(`0x${sortable.slice(1)}`) + 1n;
  return sortable.charAt(0) + next.toString(16).padStart(sortable.length - 1, '0');
}

/** Those of a list with everyone in it that are meant in particular. Everyone, spelled as many narrow entries, names nobody. */
function particularOf(list: AddressSet): AddressSet {
  const wide = families.filter((family) => list.hasEveryone(family));
  if (wide.length === 0) return list;
  const narrow = list.texts.filter((text) => !wide.some((family) => isWide(text, family)));
  const particular = AddressSet.of(narrow);
  return AddressSet.of(narrow.filter((text) => !particular.hasEveryone(familyOf(text))));
}

/** The fault of an entry that `AddressSet.of` would refuse, in words; undefined when it is good. */
export function faultOfRange(entry: string): string | undefined {
  const range = parseRange(entry);
  return typeof range === 'string' ? range : undefined;
}

function parseRange(entry: string): Range | string {
  const address = parseAddress(entry);
  if (address !== undefined) return { first: address.sortable, last: address.sortable };
  const [text = '', bits = '', ...more] = entry.split('/');
  if (more.length > 0 || isIP(text) === 0 || text.includes('%') || !/^(0|[1-9][0-9]{0,2})$/.test(bits)) return notARange(entry);
  return networkOf(entry, ipaddr.parse(withoutDots(text)), Number(bits));
}

function networkOf(entry: string, parsed: ipaddr.IPv4 | ipaddr.IPv6, bits: number): Range | string {
  if (parsed instanceof ipaddr.IPv6 && parsed.isIPv4MappedAddress() && bits >= 96) {
    return networkOf(entry, parsed.toIPv4Address(), bits - 96);
  }
  const bytes = parsed.toByteArray();
  if (bits > bytes.length * 8) return notARange(entry);
  const first = bytes.map((byte, index) => byte & maskOf(bits, index));
  const last = bytes.map((byte, index) => byte | (~maskOf(bits, index) & 0xff));
  const family = parsed.kind() === 'ipv4' ? 4 : 6;
  if (first.some((byte, index) => byte !== bytes[index])) {
    return `"${entry}" has bits set beyond its prefix; did you mean "${ipaddr.fromByteArray(first).toString()}/${bits}"?`;
  }
  return { first: sortableOf(family, first), last: sortableOf(family, last) };
}

/** As a floating-point number: off by as much as 2^75 for IPv6, which is little beside a /48. */
function sizeOf({ first, last }: Range): number {
  return first > last ? 0 : Number(`0x${last.slice(1)}`) - Number(`0x${first.slice(1)}`) + 1;
}

function isWide(entry: string, family: 4 | 6): boolean {
  const range = parseRange(entry);
  if (typeof range === 'string' || !range.first.startsWith(`${family}`)) return false;
  return sizeOf(range) > 2 ** ((family === 4 ? 32 : 128) - particularBits[family]);
}

function familyOf(entry: string): 4 | 6 {
  const range = parseRange(entry);
  return typeof range !== 'string' && range.first.startsWith('4') ? 4 : 6;
}

function maskOf(bits: number, index: number): number {
  const inByte = Math.min(8, Math.max(0, bits - index * 8));
  return (0xff << (8 - inByte)) & 0xff;
}

function notARange(entry: string): string {
  return `expected an address or a CIDR range, found "${entry}"`;
}

function merge(ranges: readonly Range[]): Range[] {
  const sorted = ranges.toSorted((a, b) => (a.first < b.first ? -1 : Number(a.first > b.first)));
  const merged: Range[] = [];
  for (const range of sorted) {
    const before = merged.at(-1);
    if (before === undefined || range.first > before.last) merged.push(range);
    else if (range.last > before.last) merged[merged.length - 1] = { first: before.first, last: range.last };
  }
  return merged;
}
