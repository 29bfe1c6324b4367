import { readFileSync } from 'node:fs';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { X509Certificate } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { UpstreamTls } from '../../src/domain/policy/settings.ts';
import { pinText, publicKeyPin } from '../../src/domain/panel/public-key-pin.ts';
import { type Certificate, hang, type RecordingPanel, startRecordingPanel } from '../support/recording-panel.ts';
import { ended, startClient, stopAll, stopLater } from './panel-call.ts';

type Name = 'panel' | 'other' | 'ca-signed' | 'expired';
const folders: string[] = [];

afterEach(async () => {
  await stopAll();
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
  delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
});

describe('with the certificate file of the panel', () => {
  it('a panel with exactly its key is trusted, though nobody signed it', async () => {
    const panel = await start('panel');
    expect(await endedWith(panel, { verify: 'panel', certFile: fileOf('panel.crt') })).toEqual({ reason: 'answer', sent: 1 });
  });

  it('a panel with another key is not trusted and gets nothing; the log names its key', async () => {
    const panel = await start('other');
    const { client, log } = startClient({ origin: panel.origin, tls: { verify: 'panel', certFile: fileOf('panel.crt') } });
    expect(await ended(client)).toBe('panel_untrusted');
    expect(panel.requests).toEqual([]);
    expect(log.lines).toEqual([expect.stringContaining(pinOf('other'))]);
  });

  it('new connections follow when another key is put in its place', async () => {
    const certFile = join(await temporaryFolder(), 'certificate.crt');
    await copyFile(fileOf('panel.crt'), certFile);
    const panel = await start('panel');
    const { client } = startClient({ origin: panel.origin, tls: { verify: 'panel', certFile } });
    expect(await ended(client)).toBe('answer');
    await copyFile(fileOf('other.crt'), certFile);
    panel.setCertificate(certificate('other'));
    await panel.closeConnections();
    expect(await ended(client)).toBe('answer');
    panel.setCertificate(certificate('panel'));
    await panel.closeConnections();
    expect(await ended(client)).toBe('panel_untrusted');
    expect(panel.requests).toHaveLength(2);
  });

  it.each<readonly [string, string]>([
    ['is empty', ''],
    ['holds no certificate', 'certificate'],
    ['is cut off', readFileSync(fileOf('panel.crt'), 'latin1').slice(0, 300)],
  ])('nobody is trusted while it %s', async (_, text) => {
    const certFile = join(await temporaryFolder(), 'certificate.crt');
    await writeFile(certFile, text);
    expect(await endedWith(await start('panel'), { verify: 'panel', certFile })).toEqual({ reason: 'panel_untrusted', sent: 0 });
  });

  it('nobody is trusted while it is missing, and the panel again when it is back', async () => {
    const certFile = join(await temporaryFolder(), 'certificate.crt');
    const panel = await start('panel');
    const { client, log } = startClient({ origin: panel.origin, tls: { verify: 'panel', certFile } });
    expect(await ended(client)).toBe('panel_untrusted');
    expect(log.lines[0]).toContain(certFile);
    await copyFile(fileOf('panel.crt'), certFile);
    expect(await ended(client)).toBe('answer');
  });
});

describe('with pins', () => {
  it('a panel with one of the keys is trusted', async () => {
    const pins = [pinOf('other'), pinOf('panel')].map((pin) => pin.slice('sha256/'.length));
    expect(await endedWith(await start('panel'), { verify: 'pin', pins })).toEqual({ reason: 'answer', sent: 1 });
  });

  it.each<readonly [string, readonly string[]]>([
    ['other keys', [pinOf('other').slice('sha256/'.length)]],
    ['no keys', []],
    ['a part of its key', [pinOf('panel').slice('sha256/'.length, -4)]],
    ['an empty key', ['']],
  ])('a panel is not trusted by %s and gets nothing', async (_, pins) => {
    expect(await endedWith(await start('panel'), { verify: 'pin', pins })).toEqual({ reason: 'panel_untrusted', sent: 0 });
  });
});

it.each<readonly [string, UpstreamTls]>([
  ['a certificate file', { verify: 'panel', certFile: fileOf('panel.crt') }],
  ['pins', { verify: 'pin', pins: [pinOf('panel').slice('sha256/'.length)] }],
  ['an authority', { verify: 'ca', caFile: fileOf('ca.crt'), serverName: undefined }],
])('with %s another key than expected is logged with its pin', async (_, tls) => {
  const panel = await start('other');
  const { client, log } = startClient({ origin: panel.origin, tls });
  expect(await ended(client)).toBe('panel_untrusted');
  expect(log.lines).toEqual([expect.stringContaining(pinOf('other'))]);
});

describe('without verification', () => {
  it.each(['panel', 'other', 'ca-signed', 'expired'] as const)('a panel with the certificate %s is trusted', async (name) => {
    expect(await endedWith(await start(name), { verify: 'none' })).toEqual({ reason: 'answer', sent: 1 });
  });

  it('a warning says which panel, what that means and what to do, before the first call', async () => {
    const panel = await start('panel');
    const { log } = startClient({ origin: panel.origin, tls: { verify: 'none' } });
    expect(log.lines).toEqual([
      expect.stringMatching(/^the panel at https:\/\/127\.0\.0\.1:\d+ is not verified: .*set tls\.verify/),
    ]);
  });

  it('the end of its certificate is known all the same', async () => {
    const panel = await start('panel');
    const { client } = startClient({ origin: panel.origin, tls: { verify: 'none' } });
    await ended(client);
    expect(client.certificateExpiresAtMs()).toBe(Date.parse(new X509Certificate(certificate('panel').cert).validTo));
  });
});

describe('with an authority', () => {
  const ca: UpstreamTls = { verify: 'ca', caFile: fileOf('ca.crt'), serverName: undefined };

  it('a panel that it signed is trusted by its address', async () => {
    expect(await endedWith(await start('ca-signed'), ca)).toEqual({ reason: 'answer', sent: 1 });
  });

  it('a panel that it signed is trusted by the name that is configured', async () => {
    expect(await endedWith(await start('ca-signed'), { ...ca, serverName: 'panel.test' })).toEqual({ reason: 'answer', sent: 1 });
  });

  it.each<readonly [string, Name, UpstreamTls]>([
    ['of another name', 'ca-signed', { ...ca, serverName: 'panel.example.com' }],
    ['whose certificate has expired', 'expired', ca],
    ['that signed itself', 'panel', ca],
    ['while the file of the authority is missing', 'ca-signed', { ...ca, caFile: fileOf('missing.crt') }],
    ['while the file of the authority holds none', 'ca-signed', { ...ca, caFile: fileOf('README.md') }],
  ])('a panel %s is not trusted and gets nothing', async (_, name, tls) => {
    expect(await endedWith(await start(name), tls)).toEqual({ reason: 'panel_untrusted', sent: 0 });
  });

  it('no environment variable of Node turns that off', async () => {
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    expect(await endedWith(await start('panel'), ca)).toEqual({ reason: 'panel_untrusted', sent: 0 });
  });
});

describe('with the authorities of the system', () => {
  it.each(['panel', 'ca-signed'] as const)('a panel with the certificate %s is not trusted and gets nothing', async (name) => {
    const tls = { verify: 'system', serverName: 'panel.test' } as const;
    expect(await endedWith(await start(name), tls)).toEqual({ reason: 'panel_untrusted', sent: 0 });
  });
});

describe('a port that does not speak TLS', () => {
  it('is unreachable after 3 s when it says nothing at all', async () => {
    const panel = stopLater(await startRecordingPanel({ answer: hang }));
    const tls = { verify: 'panel', certFile: fileOf('panel.crt') } as const;
    const { client, log } = startClient({ origin: `https://127.0.0.1:${panel.port}`, tls });
    expect(await ended(client)).toBe('panel_unreachable');
    expect(log.lines[0]).toContain('timeout: 3000ms');
  });

  it('is unreachable when it closes the connection', async () => {
    const panel = stopLater(await startRecordingPanel());
    const tls = { verify: 'panel', certFile: fileOf('panel.crt') } as const;
    const { client } = startClient({ origin: `https://127.0.0.1:${panel.port}`, tls });
    const sent = ended(client);
    await expect.poll(() => panel.connections()).toBe(1);
    await panel.closeConnections();
    expect(await sent).toBe('panel_unreachable');
    expect(panel.requests).toEqual([]);
  });
});

async function start(name: Name): Promise<RecordingPanel> {
  return stopLater(await startRecordingPanel({ tls: certificate(name) }));
}

async function endedWith(panel: RecordingPanel, tls: UpstreamTls): Promise<{ readonly reason: string; readonly sent: number }> {
  const { client } = startClient({ origin: panel.origin, tls });
  const reason = await ended(client);
  return { reason, sent: panel.requests.length };
}

function fileOf(name: string): string {
  return new URL(`../fixtures/tls/${name}`, import.meta.url).pathname;
}

function certificate(name: Name): Certificate {
  return { cert: readFileSync(fileOf(`${name}.crt`)), key: readFileSync(fileOf(`${name}.key`)) };
}

function pinOf(name: Name): string {
  return pinText(publicKeyPin(new X509Certificate(certificate(name).cert)));
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'hearthgate-'));
  folders.push(folder);
  return folder;
}
