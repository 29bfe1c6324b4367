import { type Arbitrary, assert, constant, integer, ipV4, ipV6, oneof, property, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AddressSet } from '../../src/domain/address/address-set.ts';
import { type Address, parseAddress, prefixOf } from '../../src/domain/address/address.ts';
import { meetsPrefix, networkAround, networkName, parseNetwork } from '../../src/domain/address/network.ts';
import { propertyRuns } from '../support/property-runs.ts';

const address = oneof(ipV4(), ipV6())
  .map(parseAddress)
  .filter((parsed): parsed is Address => parsed !== undefined);
const bitsOf = ({ family }: Address): Arbitrary<number> => integer({ min: 0, max: family === 4 ? 32 : 128 });
const withBits = address.chain((one) => tuple(constant(one), bitsOf(one)));

describe('a network', () => {
  it.each([
    ['203.0.113.0/24', '203.0.113.0/24', 24],
    ['203.0.113.9/32', '203.0.113.9/32', 32],
    ['0.0.0.0/0', '0.0.0.0/0', 0],
    ['2001:db8::/32', '2001:db8::/32', 32],
    ['2001:0DB8:0::/33', '2001:db8::/33', 33],
    ['::ffff:203.0.113.0/120', '203.0.113.0/24', 24],
  ])('is read from %s', (text, expected, bits) => {
    expect(parseNetwork(text)).toMatchObject({ text: expected, bits });
  });

  it.each([
    '203.0.113.0',
    '203.0.113.9/24',
    '203.0.113.0/33',
    '203.0.113.0/24/1',
    '/24',
    'net/24',
    '2001:db8::1/32',
    '10.0.0.0/08',
  ])('is not read from %s', (text) => {
    expect(parseNetwork(text)).toBeUndefined();
  });

  it('holds the addresses that a list with it holds, by its name, its ends and its text', () => {
    assert(
      property(withBits, address, ([one, bits], other) => {
        const network = networkAround(one, bits);
        expect(parseNetwork(network.text)).toEqual(network);
        const list = AddressSet.of([network.text]);
        expect(list.meets(network)).toBe(true);
        for (const each of [one, other].filter(({ family }) => family === one.family)) {
          expect(networkName(each, bits) === network.name).toBe(list.has(each));
          expect(network.first <= each.sortable && each.sortable <= network.last).toBe(list.has(each));
        }
      }),
      { numRuns: propertyRuns(500) },
    );
  });

  it('meets the prefixes of clients that have an address in common with it, and no others', () => {
    assert(
      property(withBits, address, integer({ min: 1, max: 128 }), ([one, bits], other, ipv6Prefix) => {
        const network = networkAround(one, bits);
        for (const each of [one, other]) {
          const client = networkAround(each, each.family === 4 ? 32 : ipv6Prefix);
          const isMet = client.family === network.family && client.first <= network.last && network.first <= client.last;
          expect(meetsPrefix(network, prefixOf(each, ipv6Prefix))).toBe(isMet);
        }
      }),
      { numRuns: propertyRuns(500) },
    );
  });
});
