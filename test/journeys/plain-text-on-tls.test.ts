import { connect } from 'node:net';
import { request as httpsRequest } from 'node:https';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { parseReply, post, sendRaw } from '../support/http-client.ts';
import { listenWith } from '../support/listen-with.ts';
import { callWith, keys, openSite, type Site } from '../support/site.ts';

// Plain HTTP on a port that speaks TLS. An empty reply is success to some clients: they are told, in the protocol that they speak.

let site: Site | undefined;
afterEach(async () => {
  await site?.close();
  site = undefined;
});

const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url));
const certificate = { certFile: fixture('panel.crt'), keyFile: fixture('panel.key'), hosts: [], mayBeMissing: false };
const tls = { kind: 'files', minVersion: 'TLSv1.2', certificates: [certificate] } as const;
const listen = [listenWith({ tls })];
const call = callWith(keys.root, 'v-list-users');

async function openTls(): Promise<{ readonly site: Site; readonly plainUrl: string; readonly url: string }> {
  site = await openSite({ settings: { listen } });
  const { url } = site.gateway;
  return { site, url, plainUrl: url.replace('https:', 'http:') };
}

function reasonsOf({ gateway }: Site): readonly unknown[] {
  return gateway.outcomes.map(({ result }) => (result.kind === 'refused' ? result.denial.reason : result.kind));
}

function overTls(url: string, body: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const sending = httpsRequest(
      new URL('/api/', url),
      { method: 'POST', agent: false, rejectUnauthorized: false, headers },
      (reply) => {
        reply.resume();
        reply.once('end', () => resolve(reply.statusCode ?? 0));
      },
    );
    sending.once('error', reject);
    sending.end(new URLSearchParams(body).toString());
  });
}

describe('plain HTTP where TLS is spoken', () => {
  it('is answered as malformed in plain HTTP, and counted', async () => {
    const { site: at, plainUrl } = await openTls();
    const reply = await post(plainUrl, call);
    expect(reply).toMatchObject({ status: 400, body: 'Error: Request is malformed' });
    expect(reply.headers).toMatchObject({
      'hestia-exit-code': '2',
      'content-type': 'text/html; charset=UTF-8',
      connection: 'close',
    });
    expect(reasonsOf(at)).toEqual(['request_malformed']);
    expect(at.gateway.outcomes[0]?.arrival).toMatchObject({
      address: { text: '127.0.0.1' },
      requestId: reply.headers['x-request-id'],
    });
  });

  it.each([
    ['a GET', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['half a head', 'POST /api/ HT'],
    ['one letter', 'P'],
    ['a small letter', 'post /api/ HTTP/1.1\r\n\r\n'],
    ['another protocol that begins with a letter', 'SSH-2.0-OpenSSH_9.9\r\n'],
  ])('is answered likewise for %s', async (_, bytes) => {
    const { site: at, plainUrl } = await openTls();
    expect(parseReply(await sendRaw(plainUrl, bytes))).toMatchObject({ status: 400, body: 'Error: Request is malformed' });
    expect(reasonsOf(at)).toEqual(['request_malformed']);
  });

  it('is answered with a body that is larger than what is read of it', async () => {
    const { plainUrl } = await openTls();
    expect(await post(plainUrl, 'x'.repeat(4 << 20))).toMatchObject({ status: 400, body: 'Error: Request is malformed' });
  });

  it('is answered with the bare number where its address asked for one lately', async () => {
    const { url, plainUrl } = await openTls();
    expect(await overTls(url, { ...call, returncode: 'yes' })).toBe(200);
    expect(await post(plainUrl, call)).toMatchObject({ status: 400, body: '2' });
  });
});

describe('what is neither TLS nor HTTP', () => {
  it.each([
    ['zeros', Buffer.alloc(100)],
    ['an old hello of SSL', Buffer.from([0x80, 0x2e, 0x01, 0x00, 0x02])],
    ['a header of the PROXY protocol that nobody expects', Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1')],
  ])('is closed and counted: %s', async (_, bytes) => {
    const { site: at, plainUrl } = await openTls();
    expect(await sendRaw(plainUrl, bytes)).not.toMatch(/HTTP/);
    await expect.poll(() => reasonsOf(at)).toEqual(['request_malformed']);
  });

  it('and a connection that is closed before it has said anything is not', async () => {
    const { site: at, url, plainUrl } = await openTls();
    const { hostname, port } = new URL(plainUrl);
    await new Promise<void>((resolve) => {
      const socket = connect({ host: hostname, port: Number(port) }, () => socket.end());
      socket.once('close', () => resolve());
      socket.resume();
    });
    expect(await overTls(url, call)).toBe(200);
    expect(reasonsOf(at)).toEqual(['answered']);
  });
});
