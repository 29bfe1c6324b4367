import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ListenCertificate } from '../../src/domain/policy/settings.ts';
import { makeGate } from '../support/gate.ts';
import { listenWith } from '../support/listen-with.ts';
import { answerAfter, answerWith } from '../support/recording-panel.ts';
import { callWith, keys, openSite, type Site } from '../support/site.ts';

// The gateway serves the panel's certificate files, and follows them as they are renewed. Before there are any, it answers all the same.

let site: Site | undefined;
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'certificate-'));
});
afterEach(async () => {
  await site?.close();
  site = undefined;
  rmSync(folder, { recursive: true });
});

const body = new URLSearchParams(callWith(keys.root, 'v-list-users')).toString();

/** Puts a certificate of the fixtures with its key in the place of one of the gateway's. */
function put(fixture: string, name = 'own'): void {
  for (const ending of ['crt', 'key']) copyFileSync(fileOf(fixture, ending), join(folder, `${name}.${ending}`));
}

function fileOf(fixture: string, ending: string): URL {
  return new URL(`../fixtures/tls/${fixture}.${ending}`, import.meta.url);
}

function certificateOf(name: string, ...hosts: readonly string[]): ListenCertificate {
  return { certFile: join(folder, `${name}.crt`), keyFile: join(folder, `${name}.key`), hosts, mayBeMissing: true };
}

async function openTls(...certificates: readonly ListenCertificate[]): Promise<Site> {
  const tls = { kind: 'files', minVersion: 'TLSv1.2', certificates } as const;
  return openSite({ settings: { listen: [listenWith({ tls })] } });
}

interface Shown {
  readonly status: number;
  readonly subject: string;
  readonly fingerprint: string;
}

/** Status of a call over a connection of its own, and whose certificate was shown. */
function callOver(url: string, servername = ''): Promise<Shown> {
  return new Promise((resolve, reject) => {
    const request = httpsRequest(
      new URL('/api/', url),
      {
        method: 'POST',
        agent: false,
        servername,
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
  it('is followed: new connections get the new one, and a bad pair changes nothing and is told of once', async () => {
    put('panel');
    site = await openTls(certificateOf('own'));
    const { url, log } = site.gateway;
    const first = await callOver(url);
    expect(first.status).toBe(200);
    put('ca-signed');
    await expect.poll(async () => (await callOver(url)).fingerprint).not.toBe(first.fingerprint);
    const second = await callOver(url);
    const faults = (): number => log.filter((line) => /own\.crt with .*own\.key cannot be used/.test(line)).length;
    copyFileSync(fileOf('other', 'key'), join(folder, 'own.key'));
    await expect.poll(faults).toBe(1);
    expect(await callOver(url)).toEqual(second);
    put('panel');
    await expect.poll(async () => (await callOver(url)).fingerprint).toBe(first.fingerprint);
    expect(faults()).toBe(1);
  });

  it('is kept while the files hold a certificate and a key of different types', async () => {
    put('panel');
    site = await openTls(certificateOf('own'));
    const { url, log } = site.gateway;
    const first = await callOver(url);
    copyFileSync(fileOf('rsa', 'crt'), join(folder, 'own.crt'));
    await expect.poll(() => log.join('\n')).toMatch(/own\.key \(ec .*\) is not the key of .*own\.crt \(rsa 2048\)/);
    expect(await callOver(url)).toEqual(first);
    copyFileSync(fileOf('rsa', 'key'), join(folder, 'own.key'));
    await expect.poll(async () => (await callOver(url)).fingerprint).not.toBe(first.fingerprint);
  });

  it('is one of its own making while there is none, so that calls are answered', async () => {
    site = await openTls(certificateOf('own'));
    expect(await callOver(site.gateway.url)).toMatchObject({ status: 200, subject: 'CN=hearthgate' });
    expect(site.gateway.log.join('\n')).toMatch(
      /own\.crt with .*own\.key cannot be used: \S+own\.crt does not exist; it belongs to the panel: name the panel's folder in state\.files, or a certificate in listen\[0\]\.tls/,
    );
    put('panel');
    await expect.poll(async () => (await callOver(site?.gateway.url ?? '')).subject).not.toBe('CN=hearthgate');
  });

  it('is renewed while calls run, and no call is lost', async () => {
    put('panel');
    site = await openTls(certificateOf('own'));
    const { gateway, panel } = site;
    const before = (await callOver(gateway.url)).fingerprint;
    const shown: Shown[] = [];
    const enough = new AbortController();
    const callOn = async (): Promise<void> => {
      while (!enough.signal.aborted) shown.push(await callOver(gateway.url));
    };
    const callers = Promise.all([callOn(), callOn(), callOn()]);
    await expect.poll(() => shown.length).toBeGreaterThan(10);
    put('ca-signed');
    const renewed = (): number => shown.filter(({ fingerprint }) => fingerprint !== before).length;
    await expect.poll(renewed).toBeGreaterThan(10);
    enough.abort();
    await callers;
    expect(shown.filter(({ status }) => status !== 200)).toEqual([]);
    expect(panel.requests).toHaveLength(1 + shown.length);
    expect(new Set(shown.map(({ fingerprint }) => fingerprint)).size).toBe(2);
  });

  it('goes on on a connection that is older than its renewal', async () => {
    put('panel');
    site = await openTls(certificateOf('own'));
    const { gateway, panel } = site;
    const { hostname, port } = new URL(gateway.url);
    const gate = makeGate();
    panel.setAnswer(() => answerAfter(gate.opened, answerWith({ body: 'answered' })));
    const socket = connectTls({ host: hostname, port: Number(port), rejectUnauthorized: false });
    let received = '';
    socket.on('data', (chunk: Buffer) => {
      received += chunk.toString();
    });
    const head = `POST /api/ HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n`;
    socket.write(head + body);
    await expect.poll(() => panel.requests.length).toBe(1);
    put('ca-signed');
    await expect.poll(() => gateway.log.join('\n')).toContain('own certificate has changed');
    gate.open();
    await expect.poll(() => received).toContain('answered');
    socket.write(head + body);
    await expect.poll(() => panel.requests.length).toBe(2);
    socket.destroy();
  });
});

describe('several certificates', () => {
  it('are chosen by the name that a client asks for; the first for every other name, and for none', async () => {
    put('panel', 'a');
    put('other', 'b');
    site = await openTls(certificateOf('a', 'a.test'), certificateOf('b', 'b.test', 'c.test'));
    const { url } = site.gateway;
    const names = ['', 'a.test', 'd.test', 'sub.b.test', 'b.test', 'B.Test', 'c.test', 'b.test.'];
    const shown = await Promise.all(names.map((name) => callOver(url, name)));
    const [none = '', named = '', unknown, below, b = '', capital, c, dotted] = shown.map(({ fingerprint }) => fingerprint);
    expect([named, unknown, below]).toEqual([none, none, none]);
    expect([capital, c, dotted]).toEqual([b, b, b]);
    expect(b).not.toBe(none);
    expect(shown.map(({ status }) => status)).toEqual(names.map(() => 200));
  });

  it('are followed each by itself', async () => {
    put('panel', 'a');
    put('other', 'b');
    site = await openTls(certificateOf('a', 'a.test'), certificateOf('b', 'b.test'));
    const { url } = site.gateway;
    const [a, b] = [await callOver(url, 'a.test'), await callOver(url, 'b.test')];
    put('ca-signed', 'b');
    await expect.poll(async () => (await callOver(url, 'b.test')).fingerprint).not.toBe(b.fingerprint);
    expect(await callOver(url, 'a.test')).toEqual(a);
    const renewed = await callOver(url, 'b.test');
    rmSync(join(folder, 'a.key'));
    await expect.poll(() => site?.gateway.log.join('\n')).toMatch(/a\.crt with .*a\.key cannot be used/);
    expect([await callOver(url, 'a.test'), await callOver(url, 'b.test')]).toEqual([a, renewed]);
  });
});
