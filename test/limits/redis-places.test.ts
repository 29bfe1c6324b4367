import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import { Secret } from '../../src/domain/secret.ts';
import { readCertificate } from '../support/certificate.ts';
import { startRedisCluster } from '../support/redis-cluster.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { describeWith } from '../support/servers.ts';
import { until } from '../support/until.ts';
import { chargeOf, entryWith } from './entries.ts';
import { openRedisStore, type RedisGateway, singleAt } from './open-redis-store.ts';
import { redisResources } from './redis-resources.ts';

const password = 'a password of forty characters, or so---';
const sentinelPassword = 'another-one-for-the-sentinels';
const fixture = (name: string): string => new URL(`../fixtures/tls/${name}`, import.meta.url).pathname;

describeWith('redis-server', 'Redis, wherever it is,', () => {
  const { onClose, opened, started } = redisResources();

  it.concurrent('counts over TLS, with a password', async () => {
    const tls = { certFile: fixture('panel.crt'), keyFile: fixture('panel.key') };
    const { port } = await started(startRedisServer({ tls, settings: { requirepass: password } }));
    const settings = { tls: { caFile: fixture('panel.crt'), serverName: 'panel.test' } };
    const secrets = { password: new Secret(password), ca: readCertificate('panel').cert };
    const gateways = [
      await opened(openRedisStore(singleAt(port), settings, secrets)),
      await opened(openRedisStore(singleAt(port), settings, secrets)),
    ];
    expect(await grantedBy(gateways, 20)).toBe(limit);
    expect(gateways.map(({ store }) => store.status.isReached())).toEqual([true, true]);
  });

  it.concurrent.each([
    ['a certificate that is not trusted', { ca: readCertificate('other').cert }, 'panel.test', 'certificate'],
    ['a certificate of another name', {}, 'elsewhere.test', 'elsewhere.test'],
    ['a password that is wrong', { password: new Secret('not the password that it wants') }, 'panel.test', 'WRONGPASS'],
  ])('is not used where it shows %s', async (_what, wrong, serverName, expected) => {
    const tls = { certFile: fixture('panel.crt'), keyFile: fixture('panel.key') };
    const { port } = await started(startRedisServer({ tls, settings: { requirepass: password } }));
    const settings = { tls: { caFile: fixture('panel.crt'), serverName } };
    const secrets = { password: new Secret(password), ca: readCertificate('panel').cert, ...wrong };
    const gateway = await opened(openRedisStore(singleAt(port), settings, secrets));
    expect(gateway.store.status.isReached()).toBe(false);
    expect(gateway.faults.join('\n')).toContain(expected);
    expect(gateway.faults.join('\n')).not.toContain(secrets.password.reveal());
  });

  it.concurrent.each([
    ['with a password of its own', { requirepass: sentinelPassword }, undefined],
    ['as a user of its own', { user: `watch on ">${sentinelPassword}" ~* &* +@all` }, 'watch'],
  ])('is found through a sentinel that is asked %s', async (_how, login, username) => {
    const server = await started(startRedisServer({ settings: { requirepass: password } }));
    const folder = mkdtempSync(join(tmpdir(), 'sentinel-'));
    onClose(() => rmSync(folder, { recursive: true }));
    const lines = Object.entries(login).map(([name, value]) => (name === 'user' ? `user ${value}` : `${name} "${value}"`));
    const closed = username === undefined ? [] : ['user default off'];
    const file = (port: number): string => sentinelFile({ folder, port, master: server.port, more: [...lines, ...closed] });
    const sentinel = await started(startRedisServer({ file }));
    const sentinels = [{ host: '127.0.0.1', port: sentinel.port }];
    const at = { kind: 'sentinel', name: 'counters', sentinels, username } as const;
    const passwords = { password: new Secret(password), readSentinelPassword: () => new Secret(sentinelPassword) };
    const gateway = await opened(openRedisStore(at, {}, passwords));
    expect(await grantedBy([gateway], 20)).toBe(limit);
    expect(gateway.store.status.isReached()).toBe(true);
    const stranger = await opened(openRedisStore({ ...at, username: undefined }, {}, { password: new Secret(password) }));
    expect(stranger.faults.join('\n')).toContain('NOAUTH');
    const misnamed = await opened(openRedisStore({ ...at, name: 'others' }, {}, passwords));
    expect(misnamed.faults).toEqual([expect.stringContaining('No such master with that name')]);
  });

  it.concurrent('is found through a sentinel, also after another server took over', async () => {
    const settings = { requirepass: password, masterauth: password };
    const first = await started(startRedisServer({ settings }));
    const second = await started(startRedisServer({ settings: { ...settings, replicaof: `127.0.0.1 ${first.port}` } }));
    const folder = mkdtempSync(join(tmpdir(), 'sentinel-'));
    onClose(() => rmSync(folder, { recursive: true }));
    const sentinel = await started(startRedisServer({ file: (port) => sentinelFile({ folder, port, master: first.port }) }));
    const at = { kind: 'sentinel', name: 'counters', sentinels: [{ host: '127.0.0.1', port: sentinel.port }] } as const;
    const gateway = await opened(openRedisStore(at, {}, { password: new Secret(password) }));
    expect(await grantedBy([gateway], 20)).toBe(limit);
    expect(gateway.store.status.isReached()).toBe(true);
    await until(() => sentinel.output().includes('+slave'));
    await first.kill();
    await until(() => sentinel.output().includes(`+switch-master counters 127.0.0.1 ${first.port} 127.0.0.1 ${second.port}`));
    await until(() => gateway.store.status.isReached());
    expect(await grantedBy([gateway], 20)).toBe(0);
  });

  it.concurrent('counts through a Unix socket, as a user and in a database of its own', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'socket-'));
    onClose(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'redis.sock');
    const { port } = await started(startRedisServer({ settings: { unixsocket: path, unixsocketperm: '700' } }));
    const admin = new Redis({ host: '127.0.0.1', port, db: 3 });
    onClose(() => admin.disconnect());
    await admin.call('ACL', 'SETUSER', 'gate', 'on', `>${password}`, '~*', '+@all');
    const settings = { username: 'gate', database: 3 };
    const gateway = await opened(openRedisStore({ kind: 'socket', path }, settings, { password: new Secret(password) }));
    expect(await grantedBy([gateway], 20)).toBe(limit);
    expect(gateway.store.status.isReached()).toBe(true);
    expect(await admin.keys('*key_rate*')).toHaveLength(1);
  });

  it.concurrent('counts in a cluster, and bans there', async () => {
    const { nodes } = await started(startRedisCluster());
    const at = { kind: 'cluster', nodes: nodes.slice(0, 1).map(({ port }) => ({ host: '127.0.0.1', port })) } as const;
    const gateways = [await opened(openRedisStore(at)), await opened(openRedisStore(at))];
    const keys = Array.from({ length: 20 }, (_, index) => `key${index}`);
    const granted = await Promise.all(keys.map((key) => grantedBy(gateways, 20, key)));
    expect(granted).toEqual(keys.map(() => limit));
    const [a, b] = gateways;
    await a?.counters().failures.ban({ kind: 'address', text: '192.0.2.1' }, 60_000);
    await until(() => b?.counters().ledger.refusedHere(entryWith({})) !== undefined);
    await nodes[1]?.kill();
    // Whatever belongs to a node that is gone is counted here; nothing waits for it.
    const counted = Promise.all(keys.map((key) => grantedBy(gateways, 20, key)));
    // Half of what twenty decisions one after the other may take.
    expect(await Promise.race([counted.then(() => 'counted'), pause(20_000, 'late', { ref: false })])).toBe('counted');
    await until(() => gateways.every(({ store }) => !store.status.isReached()));
  });
});

const limit = 7;

async function grantedBy(gateways: readonly RedisGateway[], times: number, key = 'a'): Promise<number> {
  let granted = 0;
  for (let turn = 0; turn < times; turn += 1) {
    const ledger = gateways[turn % gateways.length]?.counters().ledger;
    const settled = await ledger?.settle(entryWith({ charges: [chargeOf(key, { calls: limit, perMs: 3_600_000 })] }));
    if (settled?.refusal === undefined) granted += 1;
  }
  return granted;
}

interface SentinelFile {
  readonly folder: string;
  readonly port: number;
  readonly master: number;
  readonly more?: readonly string[];
}

function sentinelFile({ folder, port, master, more = [] }: SentinelFile): string {
  const path = join(folder, 'sentinel.conf');
  const lines = [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir ${folder}`,
    `sentinel monitor counters 127.0.0.1 ${master} 1`,
    `sentinel auth-pass counters "${password}"`,
    'sentinel down-after-milliseconds counters 1500',
    'sentinel failover-timeout counters 5000',
    ...more,
  ];
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}
