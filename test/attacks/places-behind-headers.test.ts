import { request as httpsRequest } from 'node:https';
import { describe, expect, it } from 'vitest';
import { AddressSet } from '../../src/domain/address/address-set.ts';
import type { ListenTls } from '../../src/domain/policy/settings.ts';
import { loopbackAddress } from '../support/crowd.ts';
import { body, fewPlaces, openCrowdedSite, places, share } from '../support/crowded-site.ts';
import { sendRaw } from '../support/http-client.ts';
import { only } from '../support/test-gateway.ts';

// Places for connections whose client is known only after the PROXY header, and for those that have not begun to speak HTTP.

const honest = '127.0.0.9';
const stranger = '127.0.0.2';

describe('behind the PROXY protocol', () => {
  const ofProxy = { allow: only('192.0.2.1'), trustedProxies: AddressSet.of(['127.0.0.1']) };
  const request = `POST /api/ HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

  it('the announced address has the share, and the proxy none', async () => {
    const { gateway, crowd: idle } = await openCrowdedSite({ settings: fewPlaces({ proxyProtocol: true }), clients: ofProxy });
    await idle.join(100, () => '127.0.0.1', header('198.51.100.1'));
    await expect.poll(() => idle.size).toBe(share);
    const answers = await Promise.all(Array.from({ length: 8 }, () => sendRaw(gateway.url, header('192.0.2.1') + request)));
    expect(answers.filter((answer) => answer.startsWith('HTTP/1.1 200'))).toHaveLength(8);
  });

  it('addresses of one IPv6 network are one client', async () => {
    const { crowd: idle } = await openCrowdedSite({ settings: fewPlaces({ proxyProtocol: true }), clients: ofProxy });
    for (let count = 0; count < 60; count += 1)
      await idle.join(1, () => '127.0.0.1', `PROXY TCP6 2001:db8::${count} 2001:db8::ffff 40000 443\r\n`);
    await expect.poll(() => idle.size).toBe(share);
  });
});

describe('TLS handshakes that never end', () => {
  it('are connections like others: they have a share, and make room', async () => {
    const certificates = [{ certFile: file('crt'), keyFile: file('key'), hosts: [], mayBeMissing: false }];
    const tls: ListenTls = { kind: 'files', minVersion: 'TLSv1.2', certificates };
    const { gateway, crowd: many } = await openCrowdedSite({ settings: fewPlaces({ tls }), clients: { allow: only(honest) } });
    const firstBytes = Buffer.from([0x16, 0x03, 0x01, 0x02]);
    await many.join(100, () => stranger, firstBytes);
    await expect.poll(() => many.size).toBe(share);
    await many.join(2 * places, loopbackAddress, firstBytes);
    for (let count = 0; count < 3; count += 1) expect(await answerOverTls(gateway.url)).toEqual({ status: 200, text: 'OK' });
  });
});

function answerOverTls(url: string): Promise<{ readonly status: number | undefined; readonly text: string }> {
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
        let text = '';
        response.setEncoding('latin1');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.once('end', () => resolve({ status: response.statusCode, text }));
      },
    );
    request.once('error', reject);
    request.end(body);
  });
}

function header(client: string): string {
  return `PROXY TCP4 ${client} 192.0.2.200 40000 443\r\n`;
}

function file(ending: string): string {
  return new URL(`../fixtures/tls/panel.${ending}`, import.meta.url).pathname;
}
