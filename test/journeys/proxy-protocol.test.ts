import { AddressSet } from '../../src/domain/address/address-set.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { speak } from '../http/proxy-client.ts';
import {
  announcing,
  binaryHeader,
  type BinaryHeaderParts,
  ipv4Block,
  lineHeader,
  typeLengthValue,
} from '../http/proxy-headers.ts';
import { callBytes, client, clientsAtPanel, openProxiedSite } from '../http/proxied-site.ts';
import type { Site } from '../support/site.ts';

let site: Site | undefined;
afterEach(async () => {
  await site?.close();
  site = undefined;
});

const binary = (parts: Partial<BinaryHeaderParts>): Buffer => binaryHeader({ block: ipv4Block(client), ...parts });

describe.each(['http', 'https'] as const)('behind a proxy that speaks the PROXY protocol, over %s', (scheme) => {
  it.each([
    ['version 1', announcing(client)],
    ['version 1, mapped into IPv6', lineHeader(`PROXY TCP6 ::ffff:${client} ::1 40000 443`)],
    ['version 2', binary({})],
    ['version 2, with more after the addresses', binary({ block: ipv4Block(client, typeLengthValue(600)) })],
  ])('the announced client asks: %s', async (_, header) => {
    site = await openProxiedSite(scheme);
    for (const packed of [true, false]) {
      expect((await speak(site.gateway.url, { pieces: [header], request: callBytes(), packed })).reply.status).toBe(200);
    }
    expect(clientsAtPanel(site)).toEqual([client, client]);
    const [outcome] = site.gateway.outcomes;
    expect([outcome?.arrival.address?.text, outcome?.arrival.proxy?.text]).toEqual([client, '127.0.0.1']);
  });

  it.each([
    ['LOCAL', binary({ command: 0x20 })],
    ['UNKNOWN', lineHeader('PROXY UNKNOWN')],
  ])('the proxy itself asks on a connection of its own, and no header speaks for anyone: %s', async (_, header) => {
    site = await openProxiedSite(scheme, ['127.0.0.1']);
    const request = callBytes(`X-Forwarded-For: 203.0.113.7`);
    expect((await speak(site.gateway.url, { pieces: [header], request })).reply.status).toBe(200);
    expect(clientsAtPanel(site)).toEqual(['127.0.0.1']);
  });

  it('a further trusted proxy that is announced speaks for its client by header', async () => {
    site = await openProxiedSite(scheme);
    const request = callBytes(`X-Forwarded-For: 203.0.113.7, ${client}`);
    expect((await speak(site.gateway.url, { pieces: [announcing('198.18.0.1')], request })).reply.status).toBe(200);
    expect(clientsAtPanel(site)).toEqual([client]);
    expect(site.gateway.outcomes[0]?.arrival.proxy?.text).toBe('127.0.0.1');
  });

  it.each([
    ['of a Unix socket', binary({ family: 0x31, block: Buffer.alloc(216, '/') })],
    ['of an unknown family', binary({ family: 0x00, block: Buffer.alloc(0) })],
  ])('a client %s has no address and is refused', async (_, header) => {
    site = await openProxiedSite(scheme, ['0.0.0.0/0', '::/0']);
    const { reply } = await speak(site.gateway.url, { pieces: [header], request: callBytes(`X-Forwarded-For: ${client}`) });
    expect([reply.status, reply.headers['hestia-exit-code']]).toEqual([401, '10']);
    expect(site.gateway.outcomes.map(({ result }) => result)).toMatchObject([{ denial: { reason: 'address_unknown' } }]);
    expect(site.panel.requests).toEqual([]);
  });

  it('an address that is refused again and again is answered without its body being read, but never closed', async () => {
    site = await openProxiedSite(scheme);
    const { url } = site.gateway;
    const ask = async (address: string): Promise<number> =>
      (await speak(url, { pieces: [announcing(address)], request: callBytes(), packed: true })).reply.status;
    for (let batch = 0; batch < 15; batch += 1) await Promise.all(Array.from({ length: 21 }, () => ask('203.0.113.9')));
    expect([await ask('203.0.113.9'), await ask('203.0.113.8'), await ask(client)]).toEqual([401, 401, 200]);
  });
});

it('what does not speak HTTP after its header is answered from the catalogue, and recorded with the announced address', async () => {
  site = await openProxiedSite('http');
  const { reply } = await speak(site.gateway.url, { pieces: [announcing(client)], request: Buffer.from('junk junk\r\n\r\n') });
  expect([reply.status, reply.body]).toEqual([400, 'Error: Request is malformed']);
  const [outcome] = site.gateway.outcomes;
  expect([outcome?.arrival.address?.text, outcome?.arrival.proxy?.text]).toEqual([client, '127.0.0.1']);
});

it('a proxy that is denied announces nobody: its connection is closed without an answer', async () => {
  site = await openProxiedSite('http', [client], { deny: AddressSet.of(['127.0.0.1']) });
  const { reply } = await speak(site.gateway.url, { pieces: [announcing(client)], request: callBytes() });
  expect(reply.status).toBe(0);
  expect(site.panel.requests).toEqual([]);
});
