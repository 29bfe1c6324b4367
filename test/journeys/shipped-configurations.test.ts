import { chmodSync, chownSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { parse } from 'yaml';
import { run } from '../../src/cli/run.ts';
import { captureTerminal } from '../cli/capture-terminal.ts';
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.ts';
import { callWith, keys, openSite, type Site } from '../support/site.ts';

// The configurations that the manual begins with are put to use as they stand: only folders, ports and the clients' addresses are the test's.

const program = inject('program');

let site: Site;
let gateway: GatewayProcess | undefined;
/** What an ordinary user may read: the panel's own folder is closed to him. */
let open = '';
beforeEach(async () => {
  site = await openSite({ panelTls: true });
  open = mkdtempSync(join(tmpdir(), 'open-'));
  chmodSync(open, 0o755);
});
afterEach(async () => {
  await gateway?.stop();
  gateway = undefined;
  await site.close();
  rmSync(open, { recursive: true });
});

/** @param places what stands in the example, and what the test has in its place; the first that fits counts */
function configurationOf(file: string, places: readonly (readonly [string, string])[]): string {
  const text = readFileSync(new URL(`../../config/${file}`, import.meta.url), 'utf8');
  return JSON.stringify(parse(text), (_, value: unknown) => {
    if (typeof value !== 'string') return value === 8483 ? 0 : value;
    const [from, to] = places.find(([prefix]) => value.startsWith(prefix)) ?? ['', ''];
    return to + value.slice(from.length);
  });
}

/** Gives a folder and everything in it to the ordinary user. */
function hand(folder: string): void {
  for (const name of ['.', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })]) {
    const path = join(folder, name);
    chmodSync(path, statSync(path).isDirectory() ? 0o755 : 0o640);
    if (process.getuid?.() === 0) chownSync(path, 65534, 65534);
  }
}

function putCertificate(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const ending of ['crt', 'key']) {
    copyFileSync(new URL(`../fixtures/tls/panel.${ending}`, import.meta.url), join(folder, `certificate.${ending}`));
  }
}

function callOver(url: string): Promise<number> {
  const body = new URLSearchParams(callWith(keys.root, 'v-list-users')).toString();
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const request = httpsRequest(new URL('/api/', url), { method: 'POST', agent: false, rejectUnauthorized: false, headers });
    request.once('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.once('error', reject);
    request.end(body);
  });
}

/** The same listener by an address of each family. */
function addressesOf(url: string): readonly string[] {
  return ['127.0.0.1', '[::1]'].map((host) => `https://${host}:${new URL(url).port}`);
}

const clients = [
  ['192.0.2.10', '127.0.0.1'],
  ['2001:db8:1::/48', '::1'],
] as const;

describe('a configuration that comes with the project', () => {
  it('for one panel with its files at hand serves the clients that it names, and nothing else has to be filled in', async () => {
    const { root } = site.folder;
    putCertificate(join(root, 'ssl'));
    hand(root);
    const configuration: { panels: object[] } = JSON.parse(configurationOf('minimal.yaml', clients));
    const panels = configuration.panels.map((panel) => ({ ...panel, url: site.panel.origin, state: { files: root } }));
    gateway = await startGatewayProcess(program, JSON.stringify({ ...configuration, panels }));
    for (const url of addressesOf(gateway.url)) await expect.poll(() => callOver(url)).toBe(200);
  });

  it('for a gateway that reads no secret serves them from what the collector wrote', async () => {
    const { root } = site.folder;
    const to = join(open, 'collect', 'panel.state');
    putCertificate(join(open, 'ssl'));
    mkdirSync(join(open, 'collect'));
    mkdirSync(join(open, 'log'));
    expect(await run(['collect', '--from', root, '--to', to], captureTerminal())).toBe(0);
    hand(open);
    const configuration = configurationOf('collector.yaml', [
      ...clients,
      ['/usr/local/hestia/ssl', join(open, 'ssl')],
      ['/var/lib/hearthgate-collect', join(open, 'collect')],
      ['/var/log/hearthgate', join(open, 'log')],
      ['https://127.0.0.1:8083', site.panel.origin],
    ]);
    gateway = await startGatewayProcess(program, configuration);
    for (const url of addressesOf(gateway.url)) await expect.poll(() => callOver(url)).toBe(200);
    expect(statSync(root).mode & 0o007).toBe(0);
    expect(configuration).not.toContain(root);
    expect(readFileSync(to, 'utf8')).not.toContain(keys.root.secret);
  });
});
