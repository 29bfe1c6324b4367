import { describe, expect, test } from 'vitest';
import { parseAddress } from '../../src/domain/address/address.ts';
import type { AddressSet } from '../../src/domain/address/address-set.ts';
import type { ClientPolicy } from '../../src/domain/policy/policy.ts';
import { faultsOf, readConfiguration } from './read-configuration.ts';

function clientsOf(clients: object): ClientPolicy {
  const [panel] = readConfiguration({ clients: { allow: [], ...clients } }).panels;
  if (panel === undefined) throw new Error('a configuration without a panel was read');
  return panel.policy.clients;
}

function has(set: AddressSet, text: string): boolean {
  const address = parseAddress(text);
  return address !== undefined && set.has(address);
}

describe('the list of clients', () => {
  test('takes addresses and ranges of both families', () => {
    const { allow } = clientsOf({ allow: ['192.0.2.7', '198.51.100.0/24', '2001:db8::/48'] });

    expect(allow).toMatchObject({ everyone: false, inherit: false });
    expect(['192.0.2.7', '198.51.100.255', '2001:db8:0:ffff::1', '::ffff:192.0.2.7'].map((text) => has(allow.set, text))).toEqual(
      Array.from({ length: 4 }, () => true),
    );
    expect(['192.0.2.8', '198.51.101.0', '2001:db8:1::1'].map((text) => has(allow.set, text))).toEqual([false, false, false]);
  });

  test.each([
    ['a text with an entry a line', '192.0.2.1\r\n192.0.2.2\n\n 192.0.2.3 \n'],
    ['a text with commas', '192.0.2.1,192.0.2.2, 192.0.2.3'],
    ['a list with such texts in it', ['192.0.2.1\n192.0.2.2', '192.0.2.3']],
  ])('may be %s', (_, allow) => {
    const { set } = clientsOf({ allow }).allow;

    expect(set.size).toBe(3);
    expect(['192.0.2.0', '192.0.2.1', '192.0.2.3', '192.0.2.4'].map((text) => has(set, text))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  test('is everyone with allow-all alone', () => {
    expect(clientsOf({ allow: ['allow-all'] }).allow).toMatchObject({ everyone: true, inherit: false, set: { size: 0 } });
    expect(clientsOf({ allow: 'allow-all' }).allow.everyone).toBe(true);
  });

  test.each([[['allow-all', '192.0.2.1']], [['inherit', 'allow-all']], ['192.0.2.1,allow-all']])(
    'is not everyone in %j',
    (allow) => {
      expect(faultsOf({ clients: { allow } })).toEqual([
        expect.stringMatching(/^clients\.allow(\[[01]\])?: allow-all must stand alone/),
      ]);
    },
  );

  test("may hold the panel's own, alone or with more", () => {
    expect(clientsOf({ allow: ['inherit'] }).allow).toMatchObject({ inherit: true, everyone: false, set: { size: 0 } });
    expect(clientsOf({ allow: ['inherit', '192.0.2.1'] }).allow).toMatchObject({ inherit: true, set: { size: 1 } });
  });

  test('may be empty, and then nobody is on it', () => {
    expect(clientsOf({ allow: [] }).allow).toMatchObject({ everyone: false, inherit: false, set: { size: 0 } });
  });

  test.each(['0.0.0.0', '::', '0:0:0:0:0:0:0:0', '::ffff:0.0.0.0'])('does not take %s for everyone', (address) => {
    expect(faultsOf({ clients: { allow: [address] } })).toEqual([
      `clients.allow[0]: "${address}" opens nothing; to allow everyone write allow-all`,
    ]);
  });

  test.each([
    '127.1',
    '192.0.2.0/33',
    '192.0.2.1/24',
    '192.0.2.1 192.0.2.2',
    'example.com',
    '192.0.2.*',
    'Inherit',
    'fe80::1%eth0',
  ])('does not take %s', (entry) => {
    expect(faultsOf({ clients: { allow: ['192.0.2.1', entry] } })).toEqual([expect.stringMatching(/^clients\.allow\[1\]: /)]);
  });

  test.each([[{ '192.0.2.1': true }], [true], [5], [[['192.0.2.1']]], [[null]]])('is not %j', (allow) => {
    expect(faultsOf({ clients: { allow } })).toHaveLength(1);
  });
});

describe('the other lists', () => {
  test('are read in the same way', () => {
    const clients = clientsOf({
      deny: '192.0.2.66',
      neverBan: '192.0.2.77,2001:db8:7::/48',
      trustedProxies: ['127.0.0.1', '2001:db8::/32'],
    });

    expect([has(clients.deny, '192.0.2.66'), has(clients.deny, '192.0.2.67')]).toEqual([true, false]);
    expect([has(clients.neverBan, '2001:db8:7::5'), has(clients.neverBan, '192.0.2.78')]).toEqual([true, false]);
    expect([has(clients.trustedProxies, '2001:db8::5'), has(clients.trustedProxies, '127.0.0.2')]).toEqual([true, false]);
  });

  test.each(['allow-all', 'inherit', '0.0.0.0', '::'])('know no %s', (entry) => {
    expect(faultsOf({ clients: { allow: [], deny: [entry], neverBan: [entry], trustedProxies: [entry] } })).toHaveLength(3);
  });

  test('do not take nobody for everyone', () => {
    expect(faultsOf({ clients: { allow: [], neverBan: ['0.0.0.0', '::', '192.0.2.0/33'] } })).toEqual([
      'clients.neverBan[0]: "0.0.0.0" is the address of nobody; to ban nobody write 0.0.0.0/0 and ::/0',
      'clients.neverBan[1]: "::" is the address of nobody; to ban nobody write 0.0.0.0/0 and ::/0',
      expect.stringMatching(/^clients\.neverBan\[2\]: /),
    ]);
    expect(faultsOf({ panels: [{ clients: { neverBan: ['0.0.0.0'] } }] })).toEqual([
      expect.stringMatching(/^panels\[0\]\.clients\.neverBan\[0\]: "0\.0\.0\.0" is the address of nobody/),
    ]);
  });

  test.each(['0.0.0.0/0', '::/0', '::ffff:0:0/96'])('do not trust %s, by which everyone could choose an address', (entry) => {
    expect(faultsOf({ clients: { allow: [], trustedProxies: [entry] } })).toEqual([
      expect.stringMatching(/^clients\.trustedProxies\[0\]: .* would let everyone choose the address that is checked/),
    ]);
  });
});

test.each([
  [['0.0.0.0/1', '128.0.0.0/1']],
  [['2000::/5', '2800::/5', '3000::/5']],
  [Array.from({ length: 223 }, (_, index) => `${index + 1}.0.0.0/8`)],
])('everyone is not trusted in another spelling: %j', (trustedProxies) => {
  expect(faultsOf({ clients: { allow: [], trustedProxies } })).toEqual([
    expect.stringMatching(/^clients\.trustedProxies(\[0\])?: .*would let everyone choose the address that is checked/),
  ]);
});

test.each([
  ['192.0.2.0/255.255.255.0', 'did you mean "192.0.2.0/24"?'],
  ['192.0.2.77/255.255.255.192', 'did you mean "192.0.2.64/26"?'],
  ['192.0.2.1/255.0.255.0', 'write a netmask as a prefix length, such as /24'],
  ['192.0.2.0-192.0.2.255', 'did you mean "192.0.2.0/24"?'],
  ['192.0.2.10 - 192.0.2.12', 'did you mean "192.0.2.10/31", "192.0.2.12"?'],
  ['2001:db8::-2001:db8::ff', 'did you mean "2001:db8::/120"?'],
  ['192.0.2.1-192.0.2.254', 'write a span of addresses as CIDR ranges'],
  ['192.0.2.9-192.0.2.1', 'write a span of addresses as CIDR ranges'],
  ['192.0.2.*', 'did you mean "192.0.2.0/24"?'],
  ['10.*.*.*', 'did you mean "10.0.0.0/8"?'],
  ['10.*', 'did you mean "10.0.0.0/8"?'],
  ['*', 'did you mean "allow-all"?'],
  ['*.example.com', 'wildcards are not known: write CIDR ranges'],
  ['billing.example.com', 'names are not looked up: write the addresses that the name stands for'],
  ['localhost', 'names are not looked up: write the addresses that the name stands for'],
  ['10.0.0/8', 'write all four numbers of the address'],
  ['fe80::1%eth0', 'leave out the zone (%…)'],
  ['[2001:db8::1]', 'leave out the brackets'],
  ['192.0.2.1:443', 'leave out the port'],
])('what people write for a range elsewhere is answered with what to write here: %s', (entry, hint) => {
  expect(faultsOf({ clients: { allow: [entry] } })).toEqual([expect.stringContaining(`found "${entry}"; ${hint}`)]);
});

test.each(['X-Real-IP', 'x-real-ip', 'CF-Connecting-IP', 'X-Forwarded-For'])('the name of a header has no case: %s', (header) => {
  expect(clientsOf({ header }).header).toBe(header.toLowerCase());
  expect(readConfiguration({ panels: [{ clients: { header } }] }).panels[0]?.policy.clients.header).toBe(header.toLowerCase());
});
