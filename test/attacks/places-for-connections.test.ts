import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { AddressSet } from '../../src/domain/address-set.ts';
import type { ListenSettings, ListenTls } from '../../src/domain/settings.ts';
import { AdminSocket } from '../support/admin-socket.ts';
import { Crowd, loopbackAddress } from '../support/crowd.ts';
import { makeGate } from '../support/gate.ts';
import { post, sendRaw } from '../support/http-client.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { answerAfter, answerWith } from '../support/recording-panel.ts';
import { callWith, keys, openSite, type Site, type SiteOptions } from '../support/site.ts';
import { only } from '../support/test-gateway.ts';

// A connection costs a stranger nothing, and there is a number of places for all. Whoever takes them must not keep out those that come first:
// addresses that the allowlist names, and addresses from which a key worked.

const honest = '127.0.0.9';
const stranger = '127.0.0.2';
const places = 40;
const share = 10;
/** Beyond the places there are a few more, on which calls are refused. */
const hardLimit = 44;

let site: Site | undefined;
let crowd: Crowd | undefined;
afterEach(async () => {
  crowd?.leave();
  await site?.close();
  site = undefined;
});

const body = new URLSearchParams(callWith(keys.root, 'v-list-users')).toString();
const half = 'POST /api/ HTTP/1.1\r\nHo';
const halfBody = `POST /api/ HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\nx`;

function listen(settings: Partial<ListenSettings> = {}): Pick<SiteOptions, 'settings'> {
  const tls: ListenTls = { kind: 'plaintext' };
  return {
    settings: { listen: [{ host: '127.0.0.1', port: 0, tls, proxyProtocol: false, maxConnections: places, ...settings }] },
  };
}

async function open(options: SiteOptions): Promise<{ readonly site: Site; readonly crowd: Crowd }> {
  const opened = await openSite({ ...listen(), ...options });
  site = opened;
  crowd = new Crowd(opened.gateway.url);
  return { site: opened, crowd };
}

describe('idle connections of one stranger', () => {
  it('have a quarter of the places, so that calls of others are answered', async () => {
    const {
      site: { gateway },
      crowd: idle,
    } = await open({ clients: { allow: only(honest) } });
    await idle.join(100, () => stranger);
    await expect.poll(() => idle.size).toBe(share);
    for (let count = 0; count < 5; count += 1) expect((await post(gateway.url, body, { from: honest })).status).toBe(200);
  });

  it('have the share that the configuration says', async () => {
    const { crowd: idle } = await open({ ...listen({ maxConnectionsPerClient: 3 }), clients: { allow: only(honest) } });
    await idle.join(20, () => stranger);
    await expect.poll(() => idle.size).toBe(3);
  });

  it('leave a place to one of the same address that asks, where they have waited for a second', async () => {
    const clock = new ManualClock();
    const {
      site: { gateway },
      crowd: idle,
    } = await open({ clock });
    await idle.join(share, () => stranger);
    expect(await sendRaw(gateway.url, '', { from: stranger })).toBe('');
    clock.advance(1000);
    expect((await post(gateway.url, body, { from: stranger })).status).toBe(200);
  });
});

describe.each([
  ['nothing', ''],
  ['half a head', half],
  ['half a body', halfBody],
])('connections of many strangers that have sent %s', (_what, bytes) => {
  it('do not keep out an address that the list names', async () => {
    const {
      site: { gateway },
      crowd: many,
    } = await open({ clients: { allow: only(honest) } });
    await many.join(2 * places, loopbackAddress, bytes);
    await expect.poll(() => many.size).toBeLessThanOrEqual(hardLimit);
    for (let count = 0; count < 5; count += 1) expect((await post(gateway.url, body, { from: honest })).status).toBe(200);
  });

  it('do not keep out an address from which a key has worked, where everyone may call', async () => {
    const {
      site: { gateway },
      crowd: many,
    } = await open({});
    expect((await post(gateway.url, body, { from: honest })).status).toBe(200);
    await many.join(2 * places, loopbackAddress, bytes);
    await expect.poll(() => many.size).toBeLessThanOrEqual(hardLimit);
    for (let count = 0; count < 5; count += 1) expect((await post(gateway.url, body, { from: honest })).status).toBe(200);
  });
});

describe('where all places are taken by idle strangers', () => {
  it('the one that has waited longest makes room for another stranger after a second, and not before', async () => {
    const clock = new ManualClock();
    const {
      site: { gateway },
      crowd: many,
    } = await open({ clock });
    await many.join(places, loopbackAddress);
    expect((await post(gateway.url, body, { from: stranger })).status).toBe(503);
    clock.advance(1000);
    expect((await post(gateway.url, body, { from: stranger })).status).toBe(200);
  });

  it('connections that have begun a request, and calls under way, are not closed for another stranger', async () => {
    const clock = new ManualClock();
    const {
      site: { gateway, panel },
      crowd: many,
    } = await open({ clock });
    const gate = makeGate();
    panel.setAnswer(() => answerAfter(gate.opened, answerWith({ body: 'late' })));
    const call = post(gateway.url, body, { from: '127.0.0.3' });
    await expect.poll(() => panel.requests.length).toBe(1);
    const begun = connect({ host: '127.0.0.1', port: Number(new URL(gateway.url).port), localAddress: '127.0.0.4' });
    begun.write(half);
    const answer = text(begun);
    await many.join(hardLimit - 2, loopbackAddress);
    clock.advance(1000);
    const newcomers = new Crowd(gateway.url);
    await newcomers.join(100, (index) => loopbackAddress(1000 + index));
    gate.open();
    expect((await call).body).toBe('late');
    newcomers.leave();
    begun.write('st: a\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    expect(await answer).toMatch(/^HTTP\/1\.1 \d/);
  });
});

describe('a call under way', () => {
  it('of a stranger whose key is right is not closed, however many come first', async () => {
    const {
      site: { gateway, panel },
      crowd: many,
    } = await open({});
    expect((await post(gateway.url, body, { from: honest })).status).toBe(200);
    const gate = makeGate();
    panel.setAnswer(() => answerAfter(gate.opened, answerWith({ body: 'late' })));
    const call = post(gateway.url, body, { from: '127.0.0.3' });
    await expect.poll(() => panel.requests.length).toBe(2);
    await many.join(2 * places, loopbackAddress, half);
    await many.join(share, () => honest);
    gate.open();
    expect((await call).body).toBe('late');
  });
});

describe('behind the PROXY protocol', () => {
  const header = (client: string): string => `PROXY TCP4 ${client} 192.0.2.200 40000 443\r\n`;
  const ofProxy = { allow: only('192.0.2.1'), trustedProxies: AddressSet.of(['127.0.0.1']) };
  const request = `POST /api/ HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

  it('the announced address has the share, and the proxy none', async () => {
    const {
      site: { gateway },
      crowd: idle,
    } = await open({ ...listen({ proxyProtocol: true }), clients: ofProxy });
    await idle.join(100, () => '127.0.0.1', header('198.51.100.1'));
    await expect.poll(() => idle.size).toBe(share);
    const answers = await Promise.all(Array.from({ length: 8 }, () => sendRaw(gateway.url, header('192.0.2.1') + request)));
    expect(answers.filter((answer) => answer.startsWith('HTTP/1.1 200'))).toHaveLength(8);
  });

  it('addresses of one IPv6 network are one client', async () => {
    const { crowd: idle } = await open({ ...listen({ proxyProtocol: true }), clients: ofProxy });
    for (let count = 0; count < 60; count += 1)
      await idle.join(1, () => '127.0.0.1', `PROXY TCP6 2001:db8::${count} 2001:db8::ffff 40000 443\r\n`);
    await expect.poll(() => idle.size).toBe(share);
  });
});

describe('a trusted proxy that speaks for its clients in a header', () => {
  it('has no share', async () => {
    const {
      site: { gateway },
      crowd: idle,
    } = await open({ clients: { trustedProxies: AddressSet.of(['127.0.0.1']) } });
    await idle.join(places - 1, () => '127.0.0.1');
    expect((await post(gateway.url, body, { headers: { 'x-forwarded-for': '192.0.2.1' } })).status).toBe(200);
    expect(idle.size).toBe(places - 1);
  });
});

describe('TLS handshakes that never end', () => {
  it('are connections like others: they have a share, and make room', async () => {
    const file = (ending: string): string => new URL(`../fixtures/tls/panel.${ending}`, import.meta.url).pathname;
    const certificates = [{ certFile: file('crt'), keyFile: file('key'), hosts: [], mayBeMissing: false }];
    const tls: ListenTls = { kind: 'files', minVersion: 'TLSv1.2', certificates };
    const {
      site: { gateway },
      crowd: many,
    } = await open({ ...listen({ tls }), clients: { allow: only(honest) } });
    const firstBytes = Buffer.from([0x16, 0x03, 0x01, 0x02]);
    await many.join(100, () => stranger, firstBytes);
    await expect.poll(() => many.size).toBe(share);
    await many.join(2 * places, loopbackAddress, firstBytes);
    for (let count = 0; count < 3; count += 1) expect(await statusOverTls(gateway.url)).toBe(200);
  });
});

describe('connections that are closed without an answer', () => {
  it('are counted by their cause', async () => {
    const admin = new AdminSocket();
    const settings = { ...listen().settings, ...admin.settings };
    const { site: opened, crowd: idle } = await open({ settings, clients: { allow: only(honest) } });
    await idle.join(share + 5, () => stranger);
    await expect.poll(() => idle.size).toBe(share);
    await idle.join(2 * places, loopbackAddress);
    await expect.poll(() => idle.size).toBe(hardLimit);
    expect((await post(opened.gateway.url, body, { from: honest })).status).toBe(200);
    expect(await admin.metric('hearthgate_connections_closed_total')).toEqual({
      refusals: 0,
      share: 5,
      places: share + 2 * places - hardLimit,
      idle: 1,
    });
  });
});

function statusOverTls(url: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = httpsRequest(
      new URL('/api/', url),
      {
        method: 'POST',
        agent: false,
        rejectUnauthorized: false,
        localAddress: honest,
        headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-length': String(body.length) },
      },
      (response) => {
        response.resume();
        response.once('end', () => resolve(response.statusCode));
      },
    );
    request.once('error', reject);
    request.end(body);
  });
}
