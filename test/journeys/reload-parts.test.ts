import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createCollector } from '../../src/collector.ts';
import { systemClock } from '../../src/domain/clock.ts';
import type { ListenTls, PanelSettings, Settings } from '../../src/domain/policy/settings.ts';
import { silentLog } from '../state/sources/silent-log.ts';
import { AdminSocket } from '../support/admin-socket.ts';
import { freePort } from '../support/free-port.ts';
import { post, type Reply } from '../support/http-client.ts';
import { listenWith } from '../support/listen-with.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { describeWith } from '../support/servers.ts';
import { callWith, keys, openSite, type Site, type SiteOptions } from '../support/site.ts';
import { until } from '../support/until.ts';

// What stands behind a panel and a listener takes other settings while it goes on, and keeps what it has counted.

let folder: string;
let site: Site | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reload-parts-'));
});
afterEach(async () => {
  await site?.close();
  site = undefined;
  rmSync(folder, { recursive: true });
});

async function open(options: SiteOptions): Promise<Site> {
  site = await openSite(options);
  return site;
}

const listUsers = callWith(keys.root, 'v-list-users', 'json');
const wrong = { ...listUsers, secret_key: 'x'.repeat(40) };
const call = ({ gateway }: Site, host = 'one.test', body = listUsers): Promise<Reply> =>
  post(gateway.url, body, { headers: { host } });

function fixture(name: string, ending: 'crt' | 'key'): string {
  return new URL(`../fixtures/tls/${name}.${ending}`, import.meta.url).pathname;
}

/** A panel like the first one, under a name of its own. */
function second({ gateway }: Site, changes: Partial<PanelSettings> = {}): PanelSettings {
  return gateway.panelWith({ name: 'two', hosts: ['two.test'], isDefault: false, ...changes });
}

describe('a panel that stays', () => {
  it('is trusted by what is said now, over connections that were judged by it', async () => {
    const at = await open({ panelTls: true, upstream: { tls: { verify: 'panel', certFile: fixture('panel', 'crt') } } });
    expect((await call(at)).status).toBe(200);
    await at.gateway.reload({ upstream: { tls: { verify: 'panel', certFile: fixture('other', 'crt') } } });
    expect((await call(at)).status).toBe(502);
    await at.gateway.reload({ upstream: { tls: { verify: 'none' } } });
    expect((await call(at)).status).toBe(200);
    expect(at.gateway.log.filter((line) => line.includes('is not verified')).length).toBe(1);
    await at.gateway.reload({});
    expect((await call(at)).status).toBe(200);
  });

  it('is known by another source of its state, and no longer by the one before', async () => {
    const at = await open({});
    const to = join(folder, 'state');
    await createCollector({ from: at.folder.root, to, clock: systemClock, log: silentLog }).once();
    await at.gateway.reload({ panel: { state: { source: { kind: 'static', file: to }, maxAgeMs: 600_000, readApiKeys: true } } });
    at.folder.removeKey(keys.root.id);
    expect((await call(at)).status).toBe(200);
    await at.gateway.reload({});
    expect((await call(at)).status).toBe(401);
  });
});

describe('a panel whose state would be lost', () => {
  it('keeps it: calls that are decided now are not refused for a path that leads nowhere', async () => {
    const at = await open({});
    const state = { source: { kind: 'files', root: join(folder, 'nowhere') }, maxAgeMs: 600_000, readApiKeys: true } as const;
    await expect(at.gateway.reload({ panel: { state } })).rejects.toMatchObject({
      errors: [{ message: expect.stringContaining('panel main: its state cannot be had from where it is said to be now: ') }],
    });
    expect((await call(at)).status).toBe(200);
    // One that is new waits for its state, as at a start.
    await at.gateway.reload({ morePanels: [second(at, { state })] });
    expect([(await call(at)).status, (await call(at, 'two.test')).status]).toEqual([200, 503]);
  });
});

describe('a panel that goes and comes back', () => {
  const failures = {
    pair: { attempts: 1, perMs: 600_000 },
    address: { attempts: 1000, perMs: 600_000 },
    key: { attempts: 1000, perMs: 600_000 },
    banMs: 600_000,
    maxBanMs: 600_000,
  };

  it('has its bans, which outlive it in data, and no other counters', async () => {
    const options = { settings: { data: { folder, isRequired: true } }, limits: { failures } };
    const at = await open(options);
    await at.gateway.reload({ morePanels: [second(at)] });
    expect((await call(at, 'two.test', wrong)).status).toBe(401);
    expect((await call(at, 'two.test')).status).toBe(429);
    await at.gateway.reload({});
    expect((await call(at, 'two.test')).status).toBe(200);
    // Its connections are closed last.
    await until(() => at.panel.connections() === 1);
    await at.gateway.reload({ morePanels: [second(at)] });
    expect([(await call(at, 'two.test')).status, (await call(at)).status]).toEqual([429, 200]);
    await at.gateway.reload({});
    await at.close();
    const next = await open(options);
    await next.gateway.reload({ morePanels: [second(next)] });
    expect([(await call(next, 'two.test')).status, (await call(next)).status]).toEqual([429, 200]);
  });

  it('shows itself in the metrics while it is there', async () => {
    const admin = new AdminSocket();
    const at = await open({ settings: admin.settings });
    const panels = async (): Promise<readonly string[]> => Object.keys(await admin.metric('hearthgate_places'));
    await at.gateway.reload({ settings: admin.settings, morePanels: [second(at)] });
    expect(await panels()).toEqual(['main', 'two']);
    expect(await admin.ready()).toContain('panel two: ');
    await at.gateway.reload({ settings: admin.settings });
    expect(await panels()).toEqual(['main']);
    expect(await admin.ready()).not.toContain('two');
  });
});

const listen = (name: string): Pick<Settings, 'listen'> => {
  const certificate = { certFile: fixture(name, 'crt'), keyFile: fixture(name, 'key'), hosts: [], mayBeMissing: false };
  const tls: ListenTls = { kind: 'files', minVersion: 'TLSv1.2', certificates: [certificate] };
  return { listen: [listenWith({ tls })] };
};

const shownAt = async ({ gateway }: Site): Promise<{ readonly key: string; readonly socket: TLSSocket }> => {
  const socket = connectTls({ port: Number(new URL(gateway.url).port), rejectUnauthorized: false });
  onTestFinished(() => void socket.destroy());
  await new Promise((resolve) => socket.once('secureConnect', resolve));
  return { key: socket.getPeerCertificate().fingerprint256, socket };
};

describe('a listener', () => {
  it('shows other certificates to those who connect from then on, and closes nobody', async () => {
    const at = await open({ settings: listen('panel') });
    const before = await shownAt(at);
    await at.gateway.reload({ settings: listen('other') });
    const after = await shownAt(at);
    expect(after.key).not.toBe(before.key);
    expect(before.socket.destroyed).toBe(false);
    await expect(at.gateway.reload({ settings: listen('missing') })).rejects.toThrow(AggregateError);
    expect((await shownAt(at)).key).toBe(after.key);
  });

  it('that the settings do not name any more goes on as it is until a restart', async () => {
    const at = await open({ settings: listen('panel') });
    await at.gateway.reload({ settings: { listen: [listenWith({ port: 1 })] } });
    expect((await shownAt(at)).socket.destroyed).toBe(false);
  });
});

describe('the second listener', () => {
  it('asks for another token, and closes nobody', async () => {
    const tokenFile = join(folder, 'token');
    const port = await freePort();
    const settings: Pick<Settings, 'admin'> = {
      admin: { at: { kind: 'tcp', host: '127.0.0.1', port, tokenFile }, isRequired: true },
    };
    const asked = async (token: string): Promise<number> =>
      (await fetch(`http://127.0.0.1:${port}/metrics`, { headers: { authorization: `Bearer ${token}` } })).status;
    writeFileSync(tokenFile, `${'a'.repeat(20)}\n`, { mode: 0o600 });
    const at = await open({ settings });
    expect(await asked('a'.repeat(20))).toBe(200);
    writeFileSync(tokenFile, `${'b'.repeat(20)}\n`);
    await at.gateway.reload({ settings });
    expect([await asked('a'.repeat(20)), await asked('b'.repeat(20))]).toEqual([401, 200]);
    writeFileSync(tokenFile, 'short\n');
    await expect(at.gateway.reload({ settings })).rejects.toThrow(AggregateError);
    expect(await asked('b'.repeat(20))).toBe(200);
  });
});

/** Counters in Redis, and what is refused while it is away. */
function sharedAt(port: number, onFailure: 'deny' | 'local' = 'deny'): Pick<Settings, 'redis'> {
  return {
    redis: {
      at: { kind: 'single', node: { host: '127.0.0.1', port } },
      tls: undefined,
      username: undefined,
      passwordFile: undefined,
      database: 0,
      prefix: 'hearthgate:',
      timeoutMs: 5000,
      onFailure,
    },
  };
}

describeWith('redis-server', 'a store in Redis', () => {
  it('goes on alone, or refuses, as is said now', async () => {
    const redis = await startRedisServer();
    const at = await open({ settings: sharedAt(redis.port) });
    expect((await call(at)).status).toBe(200);
    await redis.stop();
    await until(async () => (await call(at)).status === 503);
    await at.gateway.reload({ settings: sharedAt(redis.port, 'local') });
    expect((await call(at)).status).toBe(200);
    await at.gateway.reload({ settings: sharedAt(1, 'deny') });
    expect((await call(at)).status).toBe(503);
  });

  it('counts a panel that comes later with all other gateways', async () => {
    const redis = await startRedisServer();
    onTestFinished(() => redis.stop());
    const shared = sharedAt(redis.port);
    const limits = { commands: new Map([['v-list-users', { calls: 3, perMs: 600_000 }]]) };
    const [first, other] = [await open({ settings: shared, limits }), await openSite({ settings: shared, limits })];
    onTestFinished(() => other.close());
    for (const each of [first, other]) await each.gateway.reload({ morePanels: [second(each)] });
    const statuses: number[] = [];
    for (const each of [first, other, first, other]) statuses.push((await call(each, 'two.test')).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
    for (const each of [first, other]) await each.gateway.reload({});
    expect((await call(first, 'two.test')).status).toBe(200);
    await first.gateway.reload({ morePanels: [second(first)] });
    expect((await call(first, 'two.test')).status).toBe(429);
  });
});
