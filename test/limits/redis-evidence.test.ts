import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import type { Entry, Settlement } from '../../src/domain/ledger/ledger.ts';
import { Secret } from '../../src/domain/secret.ts';
import { StoreAwayError } from '../../src/domain/store-away-error.ts';
import { startRedisCluster } from '../support/redis-cluster.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { describeWith } from '../support/servers.ts';
import { startSlowProxy } from '../support/slow-proxy.ts';
import { until } from '../support/until.ts';
import { chargeOf, entryWith } from './entries.ts';
import { openRedisStore, type RedisGateway, singleAt } from './open-redis-store.ts';
import { redisResources } from './redis-resources.ts';

const shared = 'info Redis answers: limits and bans are shared';
const alone = 'warn Redis does not answer: this gateway counts alone until it does';
const refusing = 'warn Redis does not answer: calls are refused until it does';

describeWith('redis-server', 'whether Redis is there', () => {
  const { onClose, opened, started } = redisResources();

  const administer = (port: number): Redis => {
    const client = new Redis({ host: '127.0.0.1', port });
    onClose(() => client.disconnect());
    return client;
  };

  it.concurrent('does not depend on how many decisions ask at once, over a slow way', async () => {
    const server = await started(startRedisServer());
    const proxy = await startSlowProxy(server.port);
    onClose(() => proxy.stop());
    const timeoutMs = 2000;
    const far = await opened(openRedisStore(singleAt(proxy.port), { timeoutMs, onFailure: 'deny' }));
    proxy.setDelay(0.2 * timeoutMs);
    const guesses = Array.from({ length: 110 }, (_, at) => guess(far, `10.0.0.${at}`));
    const honest = Array.from({ length: 49 }, (_, at) => take(far, `honest ${at}`));
    const settled = await Promise.allSettled([...guesses, ...honest]);
    expect(settled.filter(({ status }) => status === 'rejected')).toEqual([]);
    expect(far.store.status.fault()).toBeUndefined();
    expect(far.log).toEqual([shared]);
  });

  it.concurrent('is no matter of what Redis counts late, which stays counted', async () => {
    const server = await started(startRedisServer());
    const proxy = await startSlowProxy(server.port);
    onClose(() => proxy.stop());
    const timeoutMs = 500;
    const far = await opened(openRedisStore(singleAt(proxy.port), { timeoutMs, onFailure: 'deny' }));
    const near = await opened(openRedisStore(singleAt(server.port)));
    await take(far);
    proxy.setDelay(0.8 * timeoutMs);
    await expect(take(far)).rejects.toThrow(StoreAwayError);
    await until(async () => (await leftAt(near)) === budget.calls - 2);
  });

  it.concurrent('does not depend on one key that Redis cannot count with', async () => {
    const server = await started(startRedisServer());
    const gateway = await opened(openRedisStore(singleAt(server.port), { onFailure: 'deny' }));
    await take(gateway);
    const admin = administer(server.port);
    const [name = ''] = await admin.keys('*key_rate*');
    await admin.set(name, 'no number');
    await expect(take(gateway)).rejects.toThrow(StoreAwayError);
    await expect(take(gateway)).rejects.toThrow(StoreAwayError);
    // Probes follow an error that Redis answers, and these run well.
    const before = await scriptsRun(admin);
    await until(async () => (await scriptsRun(admin)) >= before + 8);
    expect((await take(gateway, 'another')).refusal).toBeUndefined();
    expect(gateway.log).toEqual([shared]);
  });

  it.concurrent('is asked for many panels after each other, each within its own time', async () => {
    const server = await started(startRedisServer());
    const proxy = await startSlowProxy(server.port);
    onClose(() => proxy.stop());
    const timeoutMs = 1000;
    const panels = Array.from({ length: 45 }, (_, index) => `panel${index}`);
    const gateway = await opened(openRedisStore(singleAt(proxy.port), { timeoutMs, onFailure: 'deny' }, { panels }));
    await take(gateway);
    const admin = administer(server.port);
    const [name = ''] = await admin.keys('*key_rate*');
    await admin.set(name, 'no number');
    const lastOf = async (): Promise<number> => Number(await admin.call('OBJECT', 'IDLETIME', probeNameOf('panel44')));
    await until(async () => (await lastOf()) >= 2);
    proxy.setDelay(0.25 * timeoutMs);
    await expect(take(gateway)).rejects.toThrow(StoreAwayError);
    await until(async () => (await lastOf()) < 2);
    expect(gateway.log).toEqual([shared]);
    proxy.setDelay(0);
  });

  it.concurrent('is told once where its user may not run scripts, and again where the cause is another', async () => {
    const server = await started(startRedisServer());
    const admin = administer(server.port);
    await admin.call('ACL', 'SETUSER', 'gate', 'on', '>first', '~*', '+@all', '-eval', '-evalsha');
    const password = new Secret('first');
    const settings = { username: 'gate', onFailure: 'deny' } as const;
    const gateway = await opened(openRedisStore(singleAt(server.port), settings, { password }));
    await until(async () => (await refusedScripts(admin)) >= 12);
    await expect(take(gateway)).rejects.toThrow(StoreAwayError);
    expect([gateway.log, gateway.faults]).toEqual([[refusing], [expect.stringContaining('NOPERM')]]);
    await admin.call('ACL', 'SETUSER', 'gate', '>second', '<first');
    await admin.call('CLIENT', 'KILL', 'USER', 'gate');
    await until(() => gateway.log.length === 2);
    expect([gateway.log, gateway.faults[1]]).toEqual([[refusing, refusing], expect.stringContaining('WRONGPASS')]);
    await admin.call('ACL', 'SETUSER', 'gate', '>first', '+eval', '+evalsha');
    await until(() => gateway.store.status.isReached());
    expect(gateway.log).toEqual([refusing, refusing, shared]);
  });

  it.concurrent('is known by itself for each panel of a cluster', async () => {
    const cluster = await started(startRedisCluster({ 'cluster-require-full-coverage': 'no' }));
    const at = { kind: 'cluster', nodes: cluster.nodes.map(({ port }) => ({ host: '127.0.0.1', port })) } as const;
    const panels = ['a', 'b', 'c', 'd', 'e', 'f'];
    const [first] = cluster.nodes;
    const admin = administer(first?.port ?? 0);
    const homes = new Map<string, number>();
    for (const panel of panels) homes.set(panel, Math.floor(((await admin.cluster('KEYSLOT', tagOf(panel))) * 3) / 16_384));
    const lost = panels.filter((panel) => homes.get(panel) === 2);
    const kept = panels.filter((panel) => homes.get(panel) !== 2);
    const gateway = await opened(openRedisStore(at, {}, { panels }));
    const other = await opened(openRedisStore(at, {}, { panels }));
    await cluster.nodes[2]?.kill();
    await until(() => gateway.log.filter((line) => line === alone).length === lost.length);
    await Promise.all(kept.map(async (panel) => gateway.countersOf(panel).ledger.settle(entryOf(panel))));
    const elsewhere = kept.map(async (panel) => other.countersOf(panel).ledger.settle(entryOf(panel)));
    expect((await Promise.all(elsewhere)).map(({ statuses }) => statuses.at(-1)?.left)).toEqual(kept.map(() => budget.calls - 2));
    expect(lost.length).toBeGreaterThan(0);
    expect(gateway.log.filter((line) => line === alone)).toHaveLength(lost.length);
    expect(gateway.store.status.fault()).toMatch(/the node 127\.0\.0\.1:\d+ of the cluster cannot be reached|onnection/);
  });
});

const budget = { calls: 20, perMs: 3_600_000 };
const entryOf = (key: string): Entry => entryWith({ charges: [chargeOf(key, budget)] });
const probeNameOf = (panel: string): string => `hearthgate:2:{${panel}}:probe:bans`;
const tagOf = (panel: string): string => `hearthgate:2:{${panel}}`;

async function take(gateway: RedisGateway, key = 'a'): Promise<Settlement> {
  return gateway.counters().ledger.settle(entryOf(key));
}

async function guess(gateway: RedisGateway, from: string): Promise<Settlement> {
  return gateway.counters().ledger.settle(entryWith({ from, attempt: { result: 'failed' } }));
}

async function leftAt(gateway: RedisGateway): Promise<number | undefined> {
  const { statuses } = await gateway.counters().ledger.peek(entryOf('a'));
  return statuses.at(-1)?.left;
}

async function scriptsRun(admin: Redis): Promise<number> {
  return Number(/cmdstat_evalsha:calls=(\d+)/.exec(await admin.info('commandstats'))?.[1] ?? 0);
}

async function refusedScripts(admin: Redis): Promise<number> {
  return Number(/cmdstat_evalsha:calls=\d+,.*?rejected_calls=(\d+)/.exec(await admin.info('commandstats'))?.[1] ?? 0);
}
