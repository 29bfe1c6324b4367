import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { callWith, keys, openSite, type Site } from '../support/site.ts';

// The gateway serves the panel's certificate files, and follows them as they are renewed. Before there are any, it answers all the same.

let site: Site | undefined;
let folder = '';
afterEach(async () => {
  await site?.close();
  rmSync(folder, { recursive: true });
});

const body = new URLSearchParams(callWith(keys.root, 'v-list-users')).toString();

function put(name: string): void {
  for (const ending of ['crt', 'key']) {
    copyFileSync(new URL(`../fixtures/tls/${name}.${ending}`, import.meta.url), join(folder, `own.${ending}`));
  }
}

async function openTls(): Promise<Site> {
  const tls = {
    kind: 'files',
    certFile: join(folder, 'own.crt'),
    keyFile: join(folder, 'own.key'),
    minVersion: 'TLSv1.2',
    mayBeMissing: true,
  } as const;
  return openSite({ settings: { listen: [{ host: '127.0.0.1', port: 0, tls, maxConnections: 100 }] } });
}

/** Status of a call over a connection of its own, and whose certificate was shown. */
function callOver(url: string): Promise<{ status: number; subject: string; fingerprint: string }> {
  return new Promise((resolve, reject) => {
    const request = httpsRequest(
      new URL('/api/', url),
      {
        method: 'POST',
        agent: false,
        rejectUnauthorized: false,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      },
      (response) => {
        const certificate = (response.socket as TLSSocket).getPeerX509Certificate();
        const { subject = '', fingerprint256: fingerprint = '' } = certificate ?? {};
        response.resume();
        response.once('end', () => resolve({ status: response.statusCode ?? 0, subject, fingerprint }));
      },
    );
    request.once('error', reject);
    request.end(body);
  });
}

describe("the gateway's own certificate", () => {
  it('is followed: new connections get the new one, and a bad pair changes nothing', async () => {
    folder = mkdtempSync(join(tmpdir(), 'certificate-'));
    put('panel');
    site = await openTls();
    const { url } = site.gateway;
    const first = await callOver(url);
    expect(first.status).toBe(200);
    put('ca-signed');
    await expect.poll(async () => (await callOver(url)).fingerprint, { timeout: 5000 }).not.toBe(first.fingerprint);
    const second = await callOver(url);
    copyFileSync(new URL('../fixtures/tls/other.key', import.meta.url), join(folder, 'own.key'));
    await expect.poll(() => site?.gateway.log.join('\n'), { timeout: 5000 }).toMatch(/own\.crt with .*own\.key cannot be used/);
    expect(await callOver(url)).toEqual(second);
  });

  it('is one of its own making while there is none, so that calls are answered', async () => {
    folder = mkdtempSync(join(tmpdir(), 'certificate-'));
    site = await openTls();
    expect(await callOver(site.gateway.url)).toMatchObject({ status: 200, subject: 'CN=hearthgate' });
    expect(site.gateway.log.join('\n')).toMatch(
      /own\.crt with .*own\.key cannot be used.*give the gateway's user the right to read both/,
    );
    put('panel');
    await expect.poll(async () => (await callOver(site?.gateway.url ?? '')).subject, { timeout: 5000 }).not.toBe('CN=hearthgate');
  });
});
