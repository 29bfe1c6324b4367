import { chmodSync, chownSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.ts';
import { post } from '../support/http-client.ts';
import { makeGate } from '../support/gate.ts';
import { answerAfter, answerWith } from '../support/recording-panel.ts';
import { callWith, keys, openSite, type Site } from '../support/site.ts';

// A gateway that is started before its panel is there, or before it may read the panel's files, listens, refuses, and says what to do. It
// runs as an ordinary user: root would read everything.

const program = inject('program');

let site: Site | undefined;
let gateway: GatewayProcess | undefined;
afterEach(async () => {
  await gateway?.stop();
  await site?.close();
  gateway = undefined;
  site = undefined;
});

const call = callWith(keys.root, 'v-list-users');

function configuration(root: string, origin: string): string {
  return JSON.stringify({
    listen: [{ host: '127.0.0.1', port: 0, plaintext: true }],
    clients: { allow: ['127.0.0.1'] },
    stop: { grace: '2s' },
    panels: [{ name: 'main', url: origin, state: { files: root } }],
  });
}

/** Gives everything in a folder to the ordinary user. */
function hand(folder: string): void {
  for (const name of ['.', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })]) {
    const path = join(folder, name);
    chmodSync(path, statSync(path).isDirectory() ? 0o755 : 0o644);
    if (process.getuid?.() === 0) chownSync(path, 65534, 65534);
  }
}

describe('a gateway that is started', () => {
  it('before there is a panel says what is missing, and how to name another place', async () => {
    site = await openSite();
    gateway = await startGatewayProcess(program, configuration('/nonexistent/hestia', site.panel.origin));
    const reply = await post(gateway.url, { ...call, returncode: 'yes' });
    expect([reply.status, reply.body, reply.headers['retry-after']]).toEqual([503, '12', '10']);
    expect(gateway.log()).toMatch(/\/nonexistent\/hestia\/conf\/hestia\.conf/);
    expect(site.panel.requests).toHaveLength(0);
  });

  it('without the right to read says which, and takes calls as soon as it has it', async () => {
    site = await openSite();
    hand(site.folder.root);
    const conf = join(site.folder.root, 'conf/hestia.conf');
    chmodSync(conf, 0o000);
    gateway = await startGatewayProcess(program, configuration(site.folder.root, site.panel.origin));
    expect((await post(gateway.url, call)).body).toBe('Error: Configuration of the panel is not available');
    expect(gateway.log()).toMatch(/hestia\.conf cannot be read \(EACCES\).*setfacl/);
    chmodSync(conf, 0o644);
    await expect.poll(async () => (await post(gateway?.url ?? '', call)).status).toBe(200);
  });

  it('without the right to read one key refuses that key alone', async () => {
    site = await openSite();
    hand(site.folder.root);
    chmodSync(join(site.folder.root, 'data/access-keys', keys.root.id), 0o000);
    gateway = await startGatewayProcess(program, configuration(site.folder.root, site.panel.origin));
    const { url } = gateway;
    await expect.poll(async () => (await post(url, callWith(keys.billing, 'v-list-users'))).status).toBe(200);
    expect((await post(url, call)).status).toBe(503);
    await expect.poll(() => gateway?.log()).toMatch(new RegExp(`${keys.root.id}.*cannot be read`));
  });

  it('is stopped while a call is in flight finishes that call and exits 0', async () => {
    site = await openSite();
    hand(site.folder.root);
    gateway = await startGatewayProcess(program, configuration(site.folder.root, site.panel.origin));
    const { url } = gateway;
    await expect.poll(async () => (await post(url, call)).status).toBe(200);
    const gate = makeGate();
    const { panel } = site;
    panel.setAnswer(() => answerAfter(gate.opened, answerWith({ body: '0' })));
    const before = panel.requests.length;
    const reply = post(url, call);
    await expect.poll(() => panel.requests.length).toBe(before + 1);
    gateway.signal('SIGTERM');
    await expect.poll(() => gateway?.log()).toContain('stopping');
    gate.open();
    expect((await reply).body).toBe('0');
    expect(await gateway.exited).toBe(0);
  });
});
