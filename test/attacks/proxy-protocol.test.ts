import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { byteByByte, speak } from '../http/proxy-client.ts';
import { announcing, binaryHeader, ipv4Block, lineHeader, typeLengthValue } from '../http/proxy-headers.ts';
import { callBytes, client, clientsAtPanel, openProxiedSite } from '../http/proxied-site.ts';
import type { Site } from '../support/site.ts';

// Whoever writes the PROXY header of a connection decides whose address the gateway judges. So an attacker wants to write one himself: from
// an address that is no proxy's, or by what he sends through the proxy, behind its header or as a part of it. He also wants the gateway to
// see another end of the header than the proxy does, so that the rest of it, or a request of his, is read as something else; and to hold
// connections open with a header that never ends.

let site: Site | undefined;
afterEach(async () => {
  await site?.close();
  site = undefined;
});

const stranger = '203.0.113.66';
const nothing = Buffer.alloc(0);
const waitedInVain = /no whole PROXY header within 3000 ms/;
const both: readonly (readonly [string, Buffer])[] = [
  ['version 1', announcing(client)],
  ['version 2', binaryHeader({ block: ipv4Block(client, typeLengthValue(9)) })],
];

describe.each(['http', 'https'] as const)('over %s, what is no header', (scheme) => {
  let open: Site | undefined;
  beforeAll(async () => {
    open = await openProxiedSite(scheme, ['0.0.0.0/0', '::/0']);
  });
  afterAll(() => open?.close());

  it.each([
    ['nothing before its request', nothing],
    ['a lower-case word', lineHeader(`proxy TCP4 ${client} 198.51.100.200 1 2`)],
    ['a line that is too long', lineHeader(`PROXY UNKNOWN ${'x'.repeat(92)}`)],
    ['an address that is none', lineHeader('PROXY TCP4 192.0.2.01 198.51.100.200 1 2')],
    ['two addresses in one line', lineHeader(`PROXY TCP4 ${stranger},${client} 198.51.100.200 1 2`)],
    ['a line that ends in a line feed alone', Buffer.from(`PROXY TCP4 ${client} 198.51.100.200 1 2\n`)],
    ['a block too short for its family', binaryHeader({ block: ipv4Block(client).subarray(1) })],
    ['a block of IPv4 that says IPv6', binaryHeader({ family: 0x21, block: ipv4Block(client) })],
    ['no block at all', binaryHeader({ block: nothing })],
    ['a length shorter than its block', binaryHeader({ block: ipv4Block(client), length: 4 })],
    ['a length beyond what is read', binaryHeader({ block: ipv4Block(client, typeLengthValue(4085)) })],
    ['the largest length', binaryHeader({ block: ipv4Block(client), length: 65_535 })],
    ['an unknown version', binaryHeader({ command: 0x31, block: ipv4Block(client) })],
    ['an unknown command', binaryHeader({ command: 0x2f, block: ipv4Block(client) })],
    ['a datagram', binaryHeader({ family: 0x12, block: ipv4Block(client) })],
    ['garbage', Buffer.from('\0\xff'.repeat(3000), 'latin1')],
  ])('a trusted proxy that sends %s is cut off at once', async (_, header) => {
    const heard = await speak(open?.gateway.url ?? '', { pieces: [header], request: callBytes(), packed: true });
    expect([heard.reply.status, open?.panel.requests, open?.gateway.outcomes]).toEqual([0, [], []]);
    expect(open?.gateway.log.join('\n')).not.toMatch(waitedInVain);
  });
});

describe.each(['http', 'https'] as const)('over %s', (scheme) => {
  it.each<readonly [string, Buffer]>([...both, ['no header', nothing]])(
    'a peer that is no trusted proxy gets no word in, with %s',
    async (_, header) => {
      site = await openProxiedSite(scheme, ['0.0.0.0/0']);
      const heard = await speak(site.gateway.url, { pieces: [header], request: callBytes(), from: '127.0.0.2' });
      expect([heard.reply.status, site.panel.requests, site.gateway.outcomes]).toEqual([0, [], []]);
      expect(site.gateway.log.join('\n')).toMatch(/proxyProtocol.*"127\.0\.0\.2".*not in clients\.trustedProxies/);
    },
  );

  it('a length that reaches into the request takes the request with it, and is waited for no longer than any header', async () => {
    site = await openProxiedSite(scheme, ['0.0.0.0/0', '::/0']);
    const header = binaryHeader({ block: ipv4Block(client), length: 4096 });
    const heard = await speak(site.gateway.url, { pieces: [header], request: callBytes() });
    expect([heard.reply.status, site.panel.requests]).toEqual([0, []]);
  });

  it.each(both)('a header of %s means the same wherever it is cut in two', async (_, header) => {
    site = await openProxiedSite(scheme);
    const { url } = site.gateway;
    for (let cut = 1; cut < header.length; cut += 1) {
      const pieces = [header.subarray(0, cut), header.subarray(cut)];
      expect((await speak(url, { pieces, request: callBytes(), packed: true })).reply.status, `cut at ${cut}`).toBe(200);
    }
    expect(new Set(clientsAtPanel(site))).toEqual(new Set([client]));
    expect(site.panel.requests).toHaveLength(header.length - 1);
  });

  it.each(both)('and so does one of %s that comes byte by byte', async (_, header) => {
    site = await openProxiedSite(scheme);
    expect((await speak(site.gateway.url, { pieces: byteByByte(header), request: callBytes() })).reply.status).toBe(200);
    expect(clientsAtPanel(site)).toEqual([client]);
  });

  it.each(both)('a second header, which a stranger sent through the proxy, is no header: %s', async (_, second) => {
    site = await openProxiedSite(scheme);
    const pieces = [announcing(stranger), second];
    const { reply } = await speak(site.gateway.url, { pieces, request: callBytes(), packed: true });
    expect(reply.status).toBe(scheme === 'http' ? 400 : 0);
    expect(site.panel.requests).toEqual([]);
    expect(site.gateway.outcomes.map(({ arrival }) => arrival.address?.text).filter((text) => text !== stranger)).toEqual([]);
  });

  it("a stranger's headers do not speak for him behind the proxy's", async () => {
    site = await openProxiedSite(scheme);
    const names = ['X-Forwarded-For', 'X-Real-IP', 'CF-Connecting-IP', 'Forwarded'];
    const request = callBytes(...names.map((name) => `${name}: ${client}`));
    const { reply } = await speak(site.gateway.url, { pieces: [announcing(stranger)], request, packed: true });
    expect([reply.status, site.panel.requests]).toEqual([401, []]);
  });

  it('requests that are packed behind a header are all judged by its address', async () => {
    site = await openProxiedSite(scheme);
    const packed = Buffer.concat([callBytes('Connection: keep-alive'), callBytes('Connection: keep-alive'), callBytes()]);
    await speak(site.gateway.url, { pieces: [announcing(client)], request: packed, packed: true });
    expect(clientsAtPanel(site)).toEqual([client, client, client]);
  });

  it('a header between two requests is no header', async () => {
    site = await openProxiedSite(scheme);
    const packed = Buffer.concat([callBytes('Connection: keep-alive'), announcing('192.0.2.77'), callBytes()]);
    await speak(site.gateway.url, { pieces: [announcing(client)], request: packed, packed: true });
    expect(clientsAtPanel(site)).toEqual([client]);
    expect(new Set(site.gateway.outcomes.map(({ arrival }) => arrival.address?.text))).toEqual(new Set([client]));
  });
});

describe('a header that does not end', () => {
  it('is waited for three seconds and no longer, wherever it stops', async () => {
    site = await openProxiedSite('http');
    const { url, log } = site.gateway;
    const binary = binaryHeader({ block: ipv4Block(client) });
    const starts = [nothing, Buffer.from('PROXY TCP4 192.0.2'), binary.subarray(0, 13), binary.subarray(0, 20)];
    const heard = await Promise.all(starts.map((start) => speak(url, { pieces: [start], request: nothing })));
    for (const { reply, lastedMs } of heard) expect([reply.status, lastedMs > 2500]).toEqual([0, true]);
    expect(log.join('\n')).toMatch(waitedInVain);
  });

  it('does not keep a complete one waiting', async () => {
    site = await openProxiedSite('http');
    const { url } = site.gateway;
    let over = 0;
    const begun = { pieces: [Buffer.from('PROXY')], request: nothing };
    const halves = Array.from({ length: 100 }, () => speak(url, begun).finally(() => (over += 1)));
    const { reply } = await speak(url, { pieces: [announcing(client)], request: callBytes() });
    expect([reply.status, over < 100]).toEqual([200, true]);
    expect((await Promise.all(halves)).map((half) => half.reply.status)).toEqual(halves.map(() => 0));
  });
});

it('a thousand connections of a stranger are told of a few times', async () => {
  site = await openProxiedSite('http');
  const { url, log } = site.gateway;
  const startedAtMs = performance.now();
  for (let batch = 0; batch < 20; batch += 1) {
    await Promise.all(Array.from({ length: 50 }, () => speak(url, { pieces: [], request: nothing, from: '127.0.0.2' })));
  }
  const lines = log.filter((line) => line.includes('proxyProtocol')).length;
  expect(lines).toBeGreaterThan(0);
  expect(lines).toBeLessThanOrEqual(2 + (performance.now() - startedAtMs) / 1000);
});
