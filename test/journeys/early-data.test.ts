import { afterEach, describe, expect, it } from 'vitest';
import { AddressSet } from '../../src/domain/address/address-set.ts';
import { post, type Reply, sendRaw } from '../support/http-client.ts';
import { listenWith } from '../support/listen-with.ts';
import { callWith, keys, openSite, type Site } from '../support/site.ts';

// A proxy that takes TLS early data marks it. Whoever recorded such a call can send it again: what may change something waits until the
// handshake is complete.

let site: Site | undefined;
afterEach(async () => {
  await site?.close();
  site = undefined;
});

const proxied = { clients: { trustedProxies: AddressSet.of(['127.0.0.1']) } };
const early = { 'x-forwarded-for': '192.0.2.1', 'early-data': '1' };

function send(url: string, body: Record<string, string>, headers: Record<string, string> = early): Promise<Reply> {
  return post(url, body, { headers });
}

describe('a call in early data', () => {
  it.each([
    ['that changes something', callWith(keys.root, 'v-add-user', 'carol')],
    ['that puts down a text', callWith(keys.root, 'v-make-tmp-file', 'text', 'name')],
    ["of a command outside the gateway's table", callWith(keys.root, 'v-list-of-our-own')],
  ])('%s is too early', async (_, body) => {
    site = await openSite(proxied);
    expect(await send(site.gateway.url, body)).toMatchObject({ status: 425, body: 'Error: Too early, send it again' });
    expect((await send(site.gateway.url, { ...body, returncode: 'yes' })).body).toBe('14');
    expect(site.panel.requests).toEqual([]);
  });

  it('that only reads runs, and so does any other once the mark is gone', async () => {
    site = await openSite(proxied);
    const { url } = site.gateway;
    expect((await send(url, callWith(keys.root, 'v-list-users'))).status).toBe(200);
    expect((await send(url, callWith(keys.root, 'v-add-user', 'carol'), { 'x-forwarded-for': '192.0.2.1' })).status).toBe(200);
  });

  it('is judged after its form and before its credential, so that no login fails', async () => {
    const once = { attempts: 1, perMs: 60_000 };
    const failures = { pair: once, address: once, key: once, banMs: 60_000, maxBanMs: 60_000 };
    site = await openSite({ ...proxied, limits: { failures } });
    const { url } = site.gateway;
    const wrong = { ...keys.root, secret: 'x'.repeat(40) };
    expect((await send(url, callWith(keys.root, 'v-add-user;id'))).status).toBe(422);
    expect((await send(url, callWith(wrong, 'v-add-user', 'carol'))).status).toBe(425);
    expect((await send(url, callWith(wrong, 'v-add-user', 'carol'))).status).toBe(425);
    expect((await send(url, callWith(keys.root, 'v-list-users'))).status).toBe(200);
  });

  it('is too early behind the PROXY protocol, too, and only where a trusted proxy speaks it', async () => {
    site = await openSite({ ...proxied, settings: { listen: [listenWith({ proxyProtocol: true })] } });
    const body = new URLSearchParams(callWith(keys.root, 'v-add-user', 'carol')).toString();
    const head = `POST /api/ HTTP/1.1\r\nHost: a\r\nEarly-Data: 1\r\nContent-Type: application/x-www-form-urlencoded`;
    const request = `PROXY TCP4 192.0.2.1 127.0.0.1 4000 80\r\n${head}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    expect(await sendRaw(site.gateway.url, request, { answers: 1 })).toMatch(/^HTTP\/1\.1 425 /);
    expect(await sendRaw(site.gateway.url, request, { from: '127.0.0.2' })).toBe('');
    expect(site.panel.requests).toEqual([]);
  });

  it('is believed from nobody but a trusted proxy', async () => {
    site = await openSite();
    expect((await send(site.gateway.url, callWith(keys.root, 'v-add-user', 'carol'))).status).toBe(200);
  });
});
