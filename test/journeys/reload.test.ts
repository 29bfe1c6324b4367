import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AddressSet } from '../../src/domain/address/address-set.ts';
import type { PanelSettings } from '../../src/domain/policy/settings.ts';
import { holdCall } from '../support/hold-call.ts';
import { post, type Reply } from '../support/http-client.ts';
import { listenWith } from '../support/listen-with.ts';
import { answerWith, hang, startRecordingPanel, type RecordingPanel } from '../support/recording-panel.ts';
import { callWith, keys, openSite, type Site } from '../support/site.ts';
import { only } from '../support/test-gateway.ts';
import { until } from '../support/until.ts';

// The administrator puts other settings in force while the gateway runs. What they do not change goes on; a call is judged to its end by those
// that it began with.

let site: Site;
let folder: string;
const more: RecordingPanel[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reload-'));
  site = await openSite({ clients: { allow: only('127.0.0.1') }, lookAtListsEveryMs: 10 });
});
afterEach(async () => {
  await site.close();
  await Promise.all(more.splice(0).map((panel) => panel.stop()));
  rmSync(folder, { recursive: true });
});

const listUsers = callWith(keys.root, 'v-list-users', 'json');
const call = (headers: Record<string, string> = {}): Promise<Reply> => post(site.gateway.url, listUsers, { headers });
const statuses = async (count: number): Promise<readonly number[]> => {
  const all: number[] = [];
  for (let at = 0; at < count; at += 1) all.push((await call()).status);
  return all;
};

describe('settings that are put in force', () => {
  it('allow and deny other clients from then on', async () => {
    expect((await call()).status).toBe(200);
    await site.gateway.reload({ clients: { allow: only('192.0.2.1') } });
    expect((await call()).status).toBe(401);
    await site.gateway.reload({ clients: { allow: only('127.0.0.1'), deny: AddressSet.of(['127.0.0.0/8']) } });
    expect((await call()).status).toBe(401);
    await site.gateway.reload({});
    expect((await call()).status).toBe(200);
  });

  it('judge no call that began before them', async () => {
    const held = await holdCall(site.gateway.url, listUsers);
    await site.gateway.reload({ auth: { allowed: { 'access-key': false, 'api-key': false, password: false } } });
    expect((await held.finish()).status).toBe(200);
    expect((await call()).status).toBe(400);
  });

  it('limit by other rates, and keep what was counted by those that stay', async () => {
    const twice = { calls: 2, perMs: 60_000 };
    const limits = { commands: new Map([['v-list-users', twice]]) };
    await site.gateway.reload({ limits });
    expect(await statuses(2)).toEqual([200, 200]);
    await site.gateway.reload({ limits: { ...limits, key: { calls: 500, perMs: 60_000 } } });
    expect(await statuses(1)).toEqual([429]);
    await site.gateway.reload({ limits: { commands: new Map([['v-list-users', { calls: 3, perMs: 60_000 }]]) } });
    expect(await statuses(4)).toEqual([200, 200, 200, 429]);
  });

  it('ban by other terms, and lift no ban', async () => {
    const terms = {
      pair: { attempts: 100, perMs: 60_000 },
      key: { attempts: 100, perMs: 60_000 },
      banMs: 60_000,
      maxBanMs: 60_000,
    };
    const withAttempts = (attempts: number): Parameters<typeof site.gateway.reload>[0] => ({
      limits: { failures: { ...terms, address: { attempts, perMs: 60_000 } } },
    });
    const wrong = { ...listUsers, secret_key: 'x'.repeat(40), access_key: keys.alice.id };
    await site.gateway.reload(withAttempts(3));
    for (let count = 0; count < 2; count += 1) expect((await post(site.gateway.url, wrong)).status).toBe(401);
    await site.gateway.reload(withAttempts(2));
    // Two have failed by the terms of before; by those of now that is enough, and the next one is refused.
    expect((await post(site.gateway.url, wrong)).status).toBe(429);
    await site.gateway.reload(withAttempts(3));
    expect((await post(site.gateway.url, wrong)).status).toBe(401);
    expect((await post(site.gateway.url, wrong)).status).toBe(429);
    await site.gateway.reload(withAttempts(1000));
    expect((await post(site.gateway.url, wrong)).status).toBe(429);
  });

  it('bound bodies, answers and connections otherwise', async () => {
    const large = { ...listUsers, arg2: 'x'.repeat(2000) };
    const body = { maxBytes: 1000, timeoutMs: 1000, refusedMaxBytes: 1000, refusedTimeoutMs: 1000, totalBytes: 10_000 };
    await site.gateway.reload({ settings: { body } });
    expect((await post(site.gateway.url, large)).status).toBe(413);
    await site.gateway.reload({ settings: { body: { ...body, maxBytes: 5000 } } });
    expect((await post(site.gateway.url, large)).status).toBe(200);
    site.panel.setAnswer(() => answerWith({ body: 'x'.repeat(2000) }));
    await site.gateway.reload({ upstream: { maxAnswerBytes: 1000 } });
    expect((await call()).status).toBe(502);
    await site.gateway.reload({});
    expect((await call()).status).toBe(200);
    const head = { 'x-long': 'x'.repeat(9000) };
    expect((await call(head)).status).toBe(431);
    await site.gateway.reload({ settings: { listen: [listenWith({ maxHeaderBytes: 32 * 1024 })] } });
    expect((await call(head)).status).toBe(200);
  });

  it('have more calls in flight at once, and serve those that wait', async () => {
    await site.gateway.reload({ upstream: { maxCalls: 1 } });
    site.panel.setAnswer(() => hang());
    const calls = [call(), call(), call()];
    await until(() => site.panel.requests.length === 1);
    await site.gateway.reload({ upstream: { maxCalls: 3 } });
    await expect.poll(() => site.panel.requests.length).toBe(3);
    site.panel.setAnswer(() => answerWith({}));
    await site.panel.closeConnections();
    await Promise.all(calls);
  });

  it('write the audit lines into another file', async () => {
    const [first, second] = [join(folder, 'first.log'), join(folder, 'second.log')];
    await site.gateway.reload({ settings: { audit: { file: first, chain: true, authLog: undefined } } });
    await call();
    await site.gateway.reload({ settings: { audit: { file: second, chain: true, authLog: join(folder, 'auth.log') } } });
    await call();
    await post(site.gateway.url, { ...listUsers, secret_key: 'x'.repeat(40) });
    expect([first, second].map((file) => readFileSync(file, 'utf8').trim().split('\n').length)).toEqual([2, 3]);
    expect(readFileSync(join(folder, 'auth.log'), 'utf8')).toContain('failed to login');
  });

  it('follow another file of addresses, and none that is left', async () => {
    const file = join(folder, 'allow');
    writeFileSync(file, '192.0.2.7\n');
    const panel = { addressFiles: { allow: file } };
    await site.gateway.reload({ clients: { allow: only() }, panel });
    expect((await call()).status).toBe(401);
    rmSync(file);
    writeFileSync(file, '127.0.0.1\n');
    await until(() => site.gateway.log.some((line) => line.includes('clients.allowFile has changed')));
    expect((await call()).status).toBe(200);
    await site.gateway.reload({ clients: { allow: only() } });
    expect((await call()).status).toBe(401);
  });
});

/** A second panel, and its settings. */
async function openAnother(): Promise<{ readonly panel: RecordingPanel; readonly settings: PanelSettings }> {
  const panel = await startRecordingPanel();
  more.push(panel);
  const { upstream } = site.gateway.panelWith({});
  const settings = site.gateway.panelWith({
    name: 'two',
    hosts: ['two.test'],
    isDefault: false,
    upstream: { ...upstream, origin: panel.origin },
  });
  return { panel, settings };
}

describe('panels', () => {
  it('come, and are known at once', async () => {
    const two = await openAnother();
    await site.gateway.reload({ morePanels: [two.settings] });
    expect((await call({ host: 'two.test' })).status).toBe(200);
    expect([two.panel.requests.length, site.panel.requests.length]).toEqual([1, 0]);
  });

  it('go when the calls to them have ended, whatever had become of these when they went', async () => {
    const two = await openAnother();
    await site.gateway.reload({ morePanels: [two.settings] });
    two.panel.setAnswer(() => hang());
    const sent = call({ host: 'two.test' });
    await until(() => two.panel.requests.length === 1);
    const held = await holdCall(site.gateway.url, listUsers, 'two.test');
    await site.gateway.reload({});
    expect((await call({ host: 'two.test' })).status).toBe(200);
    expect(site.panel.requests.length).toBe(1);
    two.panel.setAnswer(() => answerWith({ body: 'two' }));
    expect((await held.finish()).body).toBe('two');
    await two.panel.closeConnections();
    expect((await sent).status).toBe(502);
    await until(() => two.panel.connections() === 0);
  });

  it('are another panel where their url is another', async () => {
    const two = await openAnother();
    await site.gateway.reload({ origin: two.panel.origin });
    expect((await call()).status).toBe(200);
    expect([two.panel.requests.length, site.panel.requests.length]).toEqual([1, 0]);
  });
});

describe('settings with a fault', () => {
  it('change nothing, and tell every fault', async () => {
    const two = site.gateway.panelWith({
      name: 'two',
      hosts: ['two.test'],
      isDefault: false,
      addressFiles: { deny: join(folder, 'no') },
    });
    const reloading = site.gateway.reload({
      clients: { allow: only('192.0.2.1') },
      settings: { audit: { file: join(folder, 'missing', 'audit.log'), chain: true, authLog: join(folder, 'auth.log') } },
      panel: { addressFiles: { allow: join(folder, 'none') } },
      morePanels: [two],
    });
    await expect(reloading).rejects.toMatchObject({
      errors: [{ message: expect.stringContaining('audit.file') }, { path: join(folder, 'none') }, { path: join(folder, 'no') }],
    });
    expect((await call()).status).toBe(200);
    expect((await call({ host: 'two.test' })).status).toBe(200);
    expect(site.panel.requests.length).toBe(2);
  });
});
