import { readFileSync } from 'node:fs';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import type { UpstreamTls } from '../../src/domain/policy/settings.ts';
import { ask } from '../admin/start-admin.ts';
import { readCertificate } from '../support/certificate.ts';
import { post } from '../support/http-client.ts';
import { makePanelFolder } from '../support/panel-folder.ts';
import { type RecordingPanel, startRecordingPanel } from '../support/recording-panel.ts';
import { callWith, keys } from '../support/site.ts';
import { startTestGateway } from '../support/test-gateway.ts';

// The panel's renewal writes the files first and restarts its web server last: for a while it shows a key that its file no longer holds.

let folder = '';
let certFile = '';
let panel: RecordingPanel;
let root = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'renewal-'));
  certFile = join(folder, 'certificate.crt');
  await copyFile(fixture('panel.crt'), certFile);
  panel = await startRecordingPanel({ tls: readCertificate('panel') });
  const files = await makePanelFolder({
    conf: { API: 'yes', API_SYSTEM: '2', API_ALLOWED_IP: '127.0.0.1', ROOT_USER: 'admin' },
    keys: [keys.root],
    users: { admin: 'active' },
  });
  root = files.root;
  onTestFinished(async () => {
    await panel.stop();
    await files.remove();
    await rm(folder, { recursive: true });
  });
});

function fixture(name: string): string {
  return new URL(`../fixtures/tls/${name}`, import.meta.url).pathname;
}

interface Running {
  readonly call: () => Promise<number>;
  readonly ready: () => Promise<{ readonly status: number; readonly body: string }>;
  readonly stop: () => Promise<void>;
}

async function start(tls: UpstreamTls = { verify: 'panel', certFile }): Promise<Running> {
  const path = join(folder, 'admin.sock');
  const gateway = await startTestGateway({
    origin: panel.origin,
    root,
    upstream: { tls },
    settings: { data: { folder, isRequired: true }, admin: { at: { kind: 'socket', path }, isRequired: true } },
  });
  let isStopped = false;
  const stop = async (): Promise<void> => {
    if (!isStopped) await gateway.stop();
    isStopped = true;
  };
  onTestFinished(stop);
  return {
    call: async () => {
      await panel.closeConnections();
      return (await post(gateway.url, callWith(keys.root, 'v-list-users'))).status;
    },
    ready: () => ask(`unix:${path}`, '/readyz'),
    stop,
  };
}

test('a renewal stops no call, and /readyz warns until the panel shows its new key', async () => {
  const gateway = await start();
  expect(await gateway.call()).toBe(200);
  await copyFile(fixture('other.crt'), certFile);
  expect(await gateway.call()).toBe(200);
  const { status, body } = await gateway.ready();
  expect([status, body]).toEqual([200, expect.stringMatching(/^panel main: ok.*warning: the key in .* has changed/m)]);
  panel.setCertificate(readCertificate('other'));
  expect(await gateway.call()).toBe(200);
  expect((await gateway.ready()).body).not.toContain('warning: the key');
  // The key of before has had its time.
  panel.setCertificate(readCertificate('panel'));
  expect(await gateway.call()).toBe(502);
});

test('a restart of the gateway in between forgets nothing', async () => {
  const before = await start();
  expect(await before.call()).toBe(200);
  await before.stop();
  await copyFile(fixture('other.crt'), certFile);
  const after = await start();
  expect(await after.call()).toBe(200);
  await after.stop();
  const again = await start();
  expect(await again.call()).toBe(200);
  panel.setCertificate(readCertificate('other'));
  expect(await again.call()).toBe(200);
});

test('a key that nobody has seen the panel show is not trusted, whatever was in the file before', async () => {
  panel.setCertificate(readCertificate('other'));
  const gateway = await start();
  expect(await gateway.call()).toBe(502);
  await copyFile(fixture('ca-signed.crt'), certFile);
  expect(await gateway.call()).toBe(502);
});

test.each<readonly [string, () => Promise<UpstreamTls>]>([
  [
    'another file is named',
    async () => {
      const other = join(folder, 'other.crt');
      await copyFile(fixture('other.crt'), other);
      return { verify: 'panel', certFile: other };
    },
  ],
  ['the panel was verified in another way meanwhile', async () => ({ verify: 'none' })],
])('a key that the configuration took out is not trusted: %s', async (_, next) => {
  const before = await start();
  expect(await before.call()).toBe(200);
  await before.stop();
  const other = await next();
  const between = await start(other);
  await between.call();
  await between.stop();
  await copyFile(fixture('other.crt'), certFile);
  const after = await start();
  expect(await after.call()).toBe(502);
});

test('what cannot be read of the file is put aside, and said', async () => {
  const file = join(folder, 'panel-keys.json');
  await writeFile(file, '{"version":1');
  const gateway = await start();
  expect(await gateway.call()).toBe(200);
  await gateway.stop();
  expect(readFileSync(`${file}.broken`, 'utf8')).toBe('{"version":1');
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
    version: 1,
    panels: { main: { certFile, origin: panel.origin } },
  });
});
