import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAddress, prefixOf } from '../../src/domain/address/address.ts';
import { addressOf } from '../support/facts.ts';

describe('an address', () => {
  it.each([
    ['192.0.2.1', 4, '192.0.2.1'],
    ['0.0.0.0', 4, '0.0.0.0'],
    ['255.255.255.255', 4, '255.255.255.255'],
    ['2001:db8::1', 6, '2001:db8::1'],
    ['2001:DB8:0000::0001', 6, '2001:db8::1'],
    ['::', 6, '::'],
    ['::1', 6, '::1'],
    ['::ffff:192.0.2.1', 4, '192.0.2.1'],
    ['::FFFF:c000:201', 4, '192.0.2.1'],
    ['0:0:0:0:0:ffff:192.0.2.1', 4, '192.0.2.1'],
    ['64:ff9b::192.0.2.1', 6, '64:ff9b::c000:201'],
  ])('%s is read as family %i, %s', (text, family, expected) => {
    expect(parseAddress(text)).toMatchObject({ family, text: expected });
  });

  it.each([
    '',
    ' ',
    '127.1',
    '2130706433',
    '0x7f.1',
    '0x7f.0.0.1',
    '010.0.0.1',
    '192.0.2',
    '192.0.2.256',
    '192.0.2.1.',
    ' 192.0.2.1',
    '192.0.2.1 ',
    '192.0.2.1:80',
    '192.0.2.1/32',
    '[::1]',
    '[::1]:80',
    '::1%lo',
    'fe80::1%eth0',
    '::ffff:192.0.2.1%1',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7:8:9',
    'localhost',
    'unknown',
    '192.0.2.1\0',
    '192.0.2.1, 192.0.2.2',
  ])('is not %j', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });

  it.each([
    ['::192.0.2.1', '::c000:201'],
    ['::255.255.255.255', '::ffff:ffff'],
    ['::0.0.0.0', '::'],
    ['2001:db8::192.0.2.1', '2001:db8::c000:201'],
  ])('in one spelling (%s) is equal to the same one in another (%s)', (one, other) => {
    expect(parseAddress(one)).toEqual(parseAddress(other));
  });

  it('reads back from its own text as the same', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        const address = addressOf(text);
        expect(parseAddress(address.text)).toEqual(address);
      }),
    );
  });

  it('sorts as its number does', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 31 - 1), fc.nat(2 ** 31 - 1), (one, other) => {
        const [a, b] = [addressOf(ipv4(one)), addressOf(ipv4(other))];
        expect(a.sortable < b.sortable).toBe(one < other);
      }),
    );
  });
});

describe('the prefix that counts as one client', () => {
  it('is an IPv4 address itself, also where it was mapped', () => {
    expect(prefixOf(addressOf('192.0.2.1'), 64)).toBe('192.0.2.1');
    expect(prefixOf(addressOf('::ffff:192.0.2.1'), 1)).toBe('192.0.2.1');
  });

  it.each(Array.from({ length: 129 }, (_, bits) => bits))('of %i bits of an IPv6 address is those bits, and no other', (bits) => {
    const all = 0x20010db8f0f05a5a123456789abcdef5n;
    const rest = (1n << BigInt(128 - bits)) - 1n;
    const prefix = prefixOf(addressOf(ipv6(all)), bits);
    expect([prefixOf(addressOf(ipv6(all & ~rest)), bits), prefixOf(addressOf(ipv6(all | rest)), bits)]).toEqual([prefix, prefix]);
    // Each bit of the prefix makes another client.
    const others = Array.from({ length: bits }, (_, bit) => prefixOf(addressOf(ipv6(all ^ (1n << BigInt(127 - bit)))), bits));
    expect(new Set([prefix, ...others]).size).toBe(bits + 1);
  });
});

function ipv4(number: number): string {
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 0xff).join('.');
}

function ipv6(number: bigint): string {
  const digits = number.toString(16).padStart(32, '0');
  return (digits.match(/.{4}/g) ?? []).join(':');
}
