import { describe, expect, it } from 'vitest';
import { AddressSet } from '../../src/domain/address/address-set.ts';
import { unixPeer } from '../../src/domain/call/unix-peer.ts';
import type { ClientPolicy } from '../../src/domain/policy/policy.ts';
import { clientOf } from '../../src/http/request/client-address.ts';
import { addressOf, policyWith } from '../support/facts.ts';

const proxy = '203.0.113.1';
const trusted = ['203.0.113.0/24', '2001:db8:aaaa::/48'];

describe('behind a trusted proxy', () => {
  it.each([
    ['the one address', ['192.0.2.1'], '192.0.2.1'],
    ['the last of several: what stands left of it, its client wrote', ['198.51.100.9, 192.0.2.1'], '192.0.2.1'],
    ['the last line of several', ['198.51.100.9', '192.0.2.1'], '192.0.2.1'],
    ['the last of the last line', ['192.0.2.7', '198.51.100.9, 192.0.2.1'], '192.0.2.1'],
    ['the first stranger past further proxies', ['198.51.100.9, 192.0.2.1, 203.0.113.2, 203.0.113.3'], '192.0.2.1'],
    ['the first stranger past proxies in other lines', ['198.51.100.9, 192.0.2.1', '203.0.113.2', '203.0.113.3'], '192.0.2.1'],
    ['a proxy that asks for itself', ['203.0.113.9'], '203.0.113.9'],
    ['the first of proxies alone', ['203.0.113.9, 203.0.113.8'], '203.0.113.9'],
    ['an IPv6 address', ['2001:db8::1'], '2001:db8::1'],
    ['an IPv4 address mapped into IPv6', ['::ffff:192.0.2.1'], '192.0.2.1'],
    ['the stranger past a proxy mapped into IPv6', ['192.0.2.1, ::ffff:203.0.113.2'], '192.0.2.1'],
    ['the stranger past an IPv6 proxy', ['192.0.2.1,2001:db8:aaaa::7'], '192.0.2.1'],
    ['an address among spaces and tabs', ['198.51.100.9 ,\t 192.0.2.1 \t'], '192.0.2.1'],
    ['an address left of which there is junk', ['junk, 192.0.2.1'], '192.0.2.1'],
    ['an address with its port', ['192.0.2.1:17085'], '192.0.2.1'],
    ['an IPv6 address with its port', ['[2001:db8::9]:443'], '2001:db8::9'],
    ['an IPv6 address in brackets', ['[2001:DB8::9]'], '2001:db8::9'],
    ['a mapped address in brackets with its port', ['[::ffff:192.0.2.1]:65535'], '192.0.2.1'],
    ['an IPv6 address whose last group looks like a port', ['2001:db8::9:443'], '2001:db8::9:443'],
    ['the stranger past proxies that all have ports', ['192.0.2.1:1, 203.0.113.2:2 , [2001:db8:aaaa::7]:3'], '192.0.2.1'],
  ])('X-Forwarded-For names %s', (_, values, client) => {
    expect(clientBehind(proxy, values)).toEqual([client, proxy]);
  });

  it.each([
    ['no header', []],
    ['an empty one', ['']],
    ['a comma', [',']],
    ['an empty last entry', ['192.0.2.1,']],
    ['an empty last line', ['192.0.2.1', '']],
    ['an empty entry left of proxies', ['192.0.2.1, , 203.0.113.2']],
    ['junk', ['junk']],
    ['unknown', ['unknown']],
    ['junk on the right', ['192.0.2.1, junk']],
    ['junk left of proxies', ['192.0.2.1, junk, 203.0.113.2']],
    ['a port that is none', ['192.0.2.1:65536']],
    ['a port of letters', ['192.0.2.1:http']],
    ['a hidden port', ['192.0.2.1:_port']],
    ['an empty port', ['192.0.2.1:']],
    ['two ports', ['192.0.2.1:1:2']],
    ['a port alone', [':1234']],
    ['brackets around nothing', ['[]:1234']],
    ['brackets around an IPv4 address', ['[192.0.2.1]:1234']],
    ['brackets within brackets', ['[[2001:db8::1]]']],
    ['half of the brackets', ['[2001:db8::1']],
    ['a zone id in brackets', ['[fe80::1%eth0]:1234']],
    ['a short form with a port', ['127.1:80']],
    ['a zone id', ['fe80::1%eth0']],
    ['a short form', ['127.1']],
    ['a form in another base', ['0x7f.0.0.1']],
    ['a range', ['192.0.2.0/24']],
    ['a quoted address', ['"192.0.2.1"']],
    ['an address after other white space', ['\xa0192.0.2.1']],
    ['the syntax of Forwarded', ['for=192.0.2.1']],
  ])('there is no usable address with %s', (_, values) => {
    expect(clientBehind(proxy, values)).toEqual([undefined, proxy]);
  });
});

describe.each(['x-real-ip', 'cf-connecting-ip'] as const)('%s', (header) => {
  it.each([['192.0.2.1'], ['::ffff:192.0.2.1'], ['192.0.2.1:17085'], ['[::ffff:c000:201]:443']])(
    'names one address: %s',
    (value) => {
      expect(clientBehind(proxy, [value], { header })).toEqual(['192.0.2.1', proxy]);
    },
  );

  it('may name a proxy that asks for itself', () => {
    expect(clientBehind(proxy, ['203.0.113.9'], { header })).toEqual(['203.0.113.9', proxy]);
  });

  it.each([
    ['twice', ['192.0.2.1', '192.0.2.1']],
    ['in a list', ['192.0.2.1, 192.0.2.1']],
    ['not at all', []],
    ['empty', ['']],
    ['as junk', ['junk']],
    ['with two ports', ['192.0.2.1:1234:5']],
  ])('given %s names none', (_, values) => {
    expect(clientBehind(proxy, values, { header })).toEqual([undefined, proxy]);
  });
});

describe('from a peer that is not trusted', () => {
  it.each([[['198.51.100.9']], [['junk']], [['203.0.113.1']], [[]]])('the header is ignored: %j', (values) => {
    expect(clientBehind('192.0.2.1', values)).toEqual(['192.0.2.1', undefined]);
  });

  it('the header is ignored also where nobody is trusted', () => {
    expect(clientBehind(proxy, ['198.51.100.9'], { trustedProxies: AddressSet.empty })).toEqual([proxy, undefined]);
  });

  it('nobody is named where the peer itself is unknown', () => {
    expect(clientBehind(undefined, ['198.51.100.9'])).toEqual([undefined, undefined]);
  });
});

describe('a proxy that is denied itself', () => {
  const denied = { deny: AddressSet.of(['203.0.113.1', '203.0.113.64/26']) };

  it.each([['x-forwarded-for'], ['x-real-ip'], ['cf-connecting-ip']] as const)('speaks for nobody by %s', (header) => {
    expect(clientBehind(proxy, ['192.0.2.1'], { ...denied, header })).toEqual([proxy, undefined]);
  });

  it('is the client where another proxy names it', () => {
    expect(clientBehind('203.0.113.2', ['192.0.2.1, 203.0.113.70'], denied)).toEqual(['203.0.113.70', '203.0.113.2']);
    expect(clientBehind('203.0.113.2', ['192.0.2.1, 203.0.113.3'], denied)).toEqual(['192.0.2.1', '203.0.113.2']);
  });
});

it('a trusted peer is known also by its address mapped into IPv6', () => {
  expect(clientBehind('::ffff:203.0.113.1', ['192.0.2.1'])).toEqual(['192.0.2.1', proxy]);
});

describe('over a Unix socket', () => {
  const { clients } = policyWith({ clients: { trustedProxies: AddressSet.of(trusted) } });

  it.each([
    ['the one address', ['192.0.2.1'], '192.0.2.1'],
    ['the last of several', ['198.51.100.9, 192.0.2.1'], '192.0.2.1'],
    ['the last line of several', ['198.51.100.9', '192.0.2.1'], '192.0.2.1'],
    ['the first stranger past further proxies', ['198.51.100.9, 192.0.2.1, 203.0.113.2'], '192.0.2.1'],
    ['a client of loopback', ['127.0.0.1'], '127.0.0.1'],
    ['nobody without a header', [], undefined],
    ['nobody by an empty one', [''], undefined],
    ['nobody by junk', ['192.0.2.1, unix:'], undefined],
  ])('the peer is believed, and names %s', (_, values, client) => {
    const found = clientOf(unixPeer, values, clients);
    expect([found.address?.text, found.proxy, found.isSpokenFor]).toEqual([client, unixPeer, true]);
  });

  it('the configured header counts, and once', () => {
    const realIp = { ...clients, header: 'x-real-ip' } as const;
    const named = [['192.0.2.1'], ['192.0.2.1', '192.0.2.1'], []].map(
      (values) => clientOf(unixPeer, values, realIp).address?.text,
    );
    expect(named).toEqual(['192.0.2.1', undefined, undefined]);
  });
});

function clientBehind(
  peer: string | undefined,
  values: readonly string[],
  changes: Partial<ClientPolicy> = {},
): readonly (string | undefined)[] {
  const { clients } = policyWith({ clients: { trustedProxies: AddressSet.of(trusted), ...changes } });
  const address = peer === undefined ? undefined : addressOf(peer);
  const client = clientOf({ kind: 'direct', address }, values, clients);
  return [client.address?.text, client.proxy?.text];
}
