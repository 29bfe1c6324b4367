import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AddressSet, faultOfRange } from '../../src/domain/address/address-set.ts';
import { addressOf } from '../support/facts.ts';
import { propertyRuns } from '../support/property-runs.ts';

describe('a set of addresses', () => {
  it.each([
    ['192.0.2.1', ['192.0.2.1', '::ffff:192.0.2.1'], ['192.0.2.0', '192.0.2.2', '::c000:201']],
    ['192.0.2.0/24', ['192.0.2.0', '192.0.2.255'], ['192.0.1.255', '192.0.3.0']],
    ['192.0.2.128/25', ['192.0.2.128', '192.0.2.255'], ['192.0.2.127', '192.0.3.0']],
    ['192.0.2.4/31', ['192.0.2.4', '192.0.2.5'], ['192.0.2.3', '192.0.2.6']],
    ['192.0.2.4/32', ['192.0.2.4'], ['192.0.2.3', '192.0.2.5']],
    ['0.0.0.0/0', ['0.0.0.0', '255.255.255.255'], ['::', '::1', '2001:db8::1']],
    ['0.0.0.0/1', ['0.0.0.0', '127.255.255.255'], ['128.0.0.0']],
    ['255.255.255.255', ['255.255.255.255'], ['255.255.255.254', '::']],
    [
      '2001:db8::/48',
      ['2001:db8::', '2001:db8:0:ffff:ffff:ffff:ffff:ffff'],
      ['2001:db8:1::', '2001:db7:ffff:ffff:ffff:ffff:ffff:ffff'],
    ],
    ['2001:db8::/45', ['2001:db8:7:ffff::'], ['2001:db8:8::']],
    ['2001:db8::1/128', ['2001:db8::1'], ['2001:db8::', '2001:db8::2']],
    ['::/0', ['::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'], ['0.0.0.0', '192.0.2.1', '::ffff:192.0.2.1']],
    ['::ffff:192.0.2.0/120', ['192.0.2.0', '192.0.2.255'], ['192.0.3.0']],
    ['::ffff:0:0/96', ['0.0.0.0', '255.255.255.255'], ['::1']],
  ])('of %s has its borders and ends there', (entry, inside, outside) => {
    const set = AddressSet.of([entry]);
    expect(inside.filter((text) => !set.has(addressOf(text)))).toEqual([]);
    expect(outside.filter((text) => set.has(addressOf(text)))).toEqual([]);
  });

  it('of nothing has nobody', () => {
    expect(AddressSet.empty.size).toBe(0);
    expect(['0.0.0.0', '255.255.255.255', '::'].some((text) => AddressSet.empty.has(addressOf(text)))).toBe(false);
  });

  it('merges ranges that overlap or lie in each other', () => {
    const set = AddressSet.of(['10.0.0.0/8', '10.1.0.0/16', '10.0.0.0/8', '10.255.255.255', '9.0.0.0/8']);
    expect(set.size).toBe(2);
    expect(
      ['8.255.255.255', '9.0.0.0', '10.200.0.0', '10.255.255.255', '11.0.0.0'].map((text) => set.has(addressOf(text))),
    ).toEqual([false, true, true, true, false]);
  });

  it('keeps a long range that a short one begins with', () => {
    const set = AddressSet.of(['10.0.0.0', '10.0.0.0/8']);
    expect(set.has(addressOf('10.9.9.9'))).toBe(true);
  });

  it('answers as a list that is asked entry by entry, whatever the entries', () => {
    const entry = fc.record({ number: fc.nat(1023), bits: fc.integer({ min: 22, max: 32 }) });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 12 }), (entries) => {
        const ranges = entries.map(({ number, bits }) => ({ first: network(number, bits), bits }));
        const set = AddressSet.of(ranges.map(({ first, bits }) => `${ipv4(first)}/${bits}`));
        const numbers = Array.from({ length: 1024 }, (_, number) => number);
        const naive = numbers.filter((number) => ranges.some(({ first, bits }) => network(number, bits) === first));
        expect(numbers.filter((number) => set.has(addressOf(ipv4(number))))).toEqual(naive);
      }),
      { numRuns: propertyRuns(1000) },
    );
  });

  it('of 100,000 ranges answers as the ranges do one by one', () => {
    const random = generator(20_240_601);
    const ranges = Array.from({ length: 100_000 }, () => {
      const bits = 20 + Math.floor(random() * 13);
      return { first: network(Math.floor(random() * 2 ** 32), bits), bits };
    });
    const set = AddressSet.of(ranges.map(({ first, bits }) => `${ipv4(first)}/${bits}`));
    const byBits = Array.from(
      { length: 33 },
      (_, bits) => new Set(ranges.filter((range) => range.bits === bits).map(({ first }) => first)),
    );
    const near = ranges
      .slice(0, 5000)
      .flatMap(({ first, bits }) => [first, first + 2 ** (32 - bits) - 1, first + 2 ** (32 - bits), first - 1]);
    const asked = [...near, ...Array.from({ length: 5000 }, () => Math.floor(random() * 2 ** 32))].map((number) => number >>> 0);
    const wrong = asked.filter(
      (number) => set.has(addressOf(ipv4(number))) !== byBits.some((firsts, bits) => firsts.has(network(number, bits))),
    );
    const inside = asked.filter((number) => set.has(addressOf(ipv4(number)))).length;
    expect(wrong).toEqual([]);
    expect(inside).toBeGreaterThan(5000);
    expect(asked.length - inside).toBeGreaterThan(2000);
  });
});

describe('a long list', () => {
  it('answers the same each time it is asked, for more addresses than it keeps answers of', () => {
    // Every second address of 10.0.0.0/16.
    const set = AddressSet.of(Array.from({ length: 32_768 }, (_, index) => ipv4(0x0a000000 + index * 2)));
    const asked = Array.from({ length: 10_000 }, (_, index) => ipv4(0x0a000000 + index));
    const expected = asked.map((_, index) => index % 2 === 0);
    const answers = (): boolean[] => asked.map((text) => set.has(addressOf(text)));
    expect([answers(), answers()]).toEqual([expected, expected]);
  });
});

describe('an entry that is no address and no range', () => {
  it.each([
    '',
    'all',
    'allow-all',
    'localhost',
    '192.0.2.1/',
    '/24',
    '192.0.2.0/33',
    '192.0.2.0/024',
    '192.0.2.0/+24',
    '192.0.2.0/ 24',
    '192.0.2.0/24 ',
    ' 192.0.2.1',
    '192.0.2.0/24/24',
    '192.0.2.0/255.255.255.0',
    '192.0.2/24',
    '10/8',
    '0x7f.0.0.0/8',
    '2001:db8::/129',
    '::/-1',
    '::/1e1',
    'fe80::1%eth0',
    'fe80::%eth0/64',
  ])('is refused with what was expected and what was found: %j', (entry) => {
    const message = `expected an address or a CIDR range, found "${entry}"`;
    expect(faultOfRange(entry)).toBe(message);
    expect(() => AddressSet.of(['192.0.2.1', entry])).toThrow(new RangeError(message));
  });

  it.each([
    ['192.0.2.1/24', '192.0.2.0/24'],
    ['192.0.2.1/0', '0.0.0.0/0'],
    ['192.0.2.255/31', '192.0.2.254/31'],
    ['2001:db8::1/64', '2001:db8::/64'],
    ['2001:db8:0:f::/63', '2001:db8:0:e::/63'],
    ['::1/0', '::/0'],
    ['::ffff:192.0.2.1/120', '192.0.2.0/24'],
  ])('%s has bits beyond its prefix: the network is suggested, and is good', (entry, suggested) => {
    expect(faultOfRange(entry)).toBe(`"${entry}" has bits set beyond its prefix; did you mean "${suggested}"?`);
    expect(faultOfRange(suggested)).toBeUndefined();
  });
});

function network(number: number, bits: number): number {
  return bits === 0 ? 0 : (number & (0xffffffff << (32 - bits))) >>> 0;
}

function ipv4(number: number): string {
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 0xff).join('.');
}

/** Numbers from 0 to 1 that are the same at every run (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe('everyone, however it is spelled', () => {
  it.each([
    [['0.0.0.0/0'], 4, true],
    [['0.0.0.0/1', '128.0.0.0/1'], 4, true],
    [Array.from({ length: 223 }, (_, index) => `${index + 1}.0.0.0/8`), 4, true],
    [['128.0.0.0/1', '64.0.0.0/2'], 4, true],
    [['::/0'], 6, true],
    [['2000::/3'], 6, true],
    [['2000::/4', '3000::/4'], 6, true],
    [['::/0'], 4, false],
    [['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'], 4, false],
    [['fc00::/7'], 6, false],
    [['224.0.0.0/3'], 4, false],
    [[], 4, false],
  ] as const)('%j of family %d: %j', (entries, family, expected) => {
    expect(AddressSet.of(entries).hasEveryone(family)).toBe(expected);
  });

  it('names nobody, but for entries that mean somebody in particular', () => {
    const set = AddressSet.of(['0.0.0.0/1', '128.0.0.0/1', '192.0.2.10', '198.51.100.0/24', '2001:db8::/48']);

    expect(
      ['192.0.2.10', '198.51.100.9', '192.0.2.11', '203.0.113.1', '2001:db8::1'].map((text) => set.names(addressOf(text))),
    ).toEqual([true, true, false, false, true]);
    expect(set.has(addressOf('203.0.113.1'))).toBe(true);
  });

  it('names nobody where many narrow entries spell everyone', () => {
    const narrow = Array.from({ length: 200 * 256 }, (_, index) => `${(index >> 8) + 1}.${index & 255}.0.0/16`);

    expect(AddressSet.of(narrow).names(addressOf('9.9.9.9'))).toBe(false);
  });

  it('is no matter of a list without it: who is on it is named', () => {
    const set = AddressSet.of(['10.0.0.0/8', '2001:db8::/32']);

    expect(['10.9.9.9', '2001:db8::1', '11.0.0.1'].map((text) => set.names(addressOf(text)))).toEqual([true, true, false]);
  });
});
