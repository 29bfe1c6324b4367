import { Redis } from 'ioredis';
import { afterEach, expect, it } from 'vitest';
import type { Taken } from '../../src/domain/limiter.ts';
import { Secret } from '../../src/domain/secret.ts';
import { StoreAwayError } from '../../src/domain/store-away-error.ts';
import { type RedisCluster, startRedisCluster } from '../support/redis-cluster.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { describeWith } from '../support/servers.ts';
import { startSlowProxy } from '../support/slow-proxy.ts';
import { until } from '../support/until.ts';
import { openRedisStore, type RedisGateway, singleAt } from './open-redis-store.ts';

const shared = 'info Redis answers: limits and bans are shared';
const alone = 'warn Redis does not answer: this gateway counts alone until it does';
const refusing = 'warn Redis does not answer: calls are refused until it does';

describeWith('redis-server', 'whether Redis is there', () => {
  const closers: (() => Promise<unknown> | void)[] = [];

  afterEach(async () => {
    for (const close of closers.splice(0).toReversed()) await close();
  });

  const opened = async (opening: Promise<RedisGateway>): Promise<RedisGateway> => {
    const gateway = await opening;
    closers.push(() => gateway.store.stop());
    return gateway;
  };
  const started = async <Started extends RedisServer | RedisCluster>(starting: Promise<Started>): Promise<Started> => {
    const server = await starting;
    closers.push(() => server.stop());
    return server;
  };
  const administer = (port: number): Redis => {
    const client = new Redis({ host: '127.0.0.1', port });
    closers.push(() => client.disconnect());
    return client;
  };

  it('does not depend on a decision that cannot wait any longer, which Redis counts all the same', async () => {
    const server = await started(startRedisServer());
    const proxy = await startSlowProxy(server.port);
    closers.push(() => proxy.stop());
    const timeoutMs = 2000;
    const far = await opened(openRedisStore(singleAt(proxy.port), { timeoutMs, onFailure: 'deny' }));
    const near = await opened(openRedisStore(singleAt(server.port)));
    await take(far);
    proxy.setDelay(0.3 * timeoutMs);
    const taken = await Promise.allSettled([take(far, 'another'), failAfter(far, 'key_rate')]);
    expect(taken).toEqual([
      { status: 'fulfilled', value: expect.objectContaining({ granted: true }) },
      { status: 'rejected', reason: expect.any(StoreAwayError) },
    ]);
    expect(far.store.status.fault()).toBeUndefined();
    expect(far.log).toEqual([shared]);
    proxy.setDelay(0);
    // One at the beginning, one before the decision gave up, and the one that it gave up.
    await until(async () => (await leftAt(near)) === budget.rate.calls - 3);
  });

  it('does not depend on one key that Redis cannot count with', async () => {
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
    expect((await take(gateway, 'another')).granted).toBe(true);
    expect(gateway.log).toEqual([shared]);
  });

  it('is told once where its user may not run scripts, and again where the cause is another', async () => {
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

  it('is known by itself for each panel of a cluster', async () => {
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
    await Promise.all(kept.map(async (panel) => gateway.countersOf(panel).limiter.take('key_rate', budgetOf(panel))));
    const elsewhere = kept.map(async (panel) => other.countersOf(panel).limiter.take('key_rate', budgetOf(panel)));
    expect((await Promise.all(elsewhere)).map(({ left }) => left)).toEqual(kept.map(() => budget.rate.calls - 2));
    expect(lost.length).toBeGreaterThan(0);
    expect(gateway.log.filter((line) => line === alone)).toHaveLength(lost.length);
    expect(gateway.store.status.fault()).toMatch(/the node 127\.0\.0\.1:\d+ of the cluster cannot be reached|onnection/);
  });
});

const budget = { key: 'a', rate: { calls: 20, perMs: 3_600_000 } };
const budgetOf = (key: string): typeof budget => ({ ...budget, key });
const tagOf = (panel: string): string => `{hearthgate:${panel}}`;

async function take(gateway: RedisGateway, key = budget.key): Promise<Taken> {
  return gateway.counters().limiter.take('key_rate', budgetOf(key));
}

/** Asks twice in one decision, which has no time for the second. */
async function failAfter(gateway: RedisGateway, kind: 'key_rate'): Promise<unknown> {
  const { limiter } = gateway.counters();
  await limiter.take(kind, budget);
  return limiter.take(kind, budget);
}

async function leftAt(gateway: RedisGateway): Promise<number> {
  const { limiter } = gateway.counters();
  const taken = await limiter.take('key_rate', budget);
  await limiter.giveBack('key_rate', budget, taken);
  return taken.left + 1;
}

async function scriptsRun(admin: Redis): Promise<number> {
  return Number(/cmdstat_evalsha:calls=(\d+)/.exec(await admin.info('commandstats'))?.[1] ?? 0);
}

async function refusedScripts(admin: Redis): Promise<number> {
  return Number(/cmdstat_evalsha:calls=\d+,.*?rejected_calls=(\d+)/.exec(await admin.info('commandstats'))?.[1] ?? 0);
}
