import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Settlement } from '../../src/domain/ledger/ledger.ts';
import { StoreAwayError } from '../../src/domain/store-away-error.ts';
import type { RedisSettings } from '../../src/domain/policy/settings.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { describeWith } from '../support/servers.ts';
import { type SlowProxy, startSlowProxy } from '../support/slow-proxy.ts';
import { until } from '../support/until.ts';
import { chargeOf, entryWith } from './entries.ts';
import { openRedisStore, type RedisGateway, singleAt } from './open-redis-store.ts';

const limit = 20;
/** What a decision may wait for Redis. */
const timeoutMs = 1000;

describeWith('redis-server', 'while Redis is away', () => {
  let server: RedisServer;
  let proxy: SlowProxy;
  const open: RedisGateway[] = [];
  let prefixes = 0;

  beforeAll(async () => {
    server = await startRedisServer();
    proxy = await startSlowProxy(server.port);
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map(({ store }) => store.stop()));
  });
  afterAll(async () => {
    await proxy.stop();
    await server.stop();
  });

  const openGateways = async (onFailure: RedisSettings['onFailure'], count = 1): Promise<RedisGateway[]> => {
    prefixes += 1;
    for (let opened = 0; opened < count; opened += 1) {
      open.push(await openRedisStore(singleAt(proxy.port), { onFailure, timeoutMs, prefix: `away${prefixes}:` }));
    }
    return open;
  };

  interface Fault {
    readonly name: string;
    readonly begin: () => Promise<void> | void;
    readonly end: () => Promise<void> | void;
  }
  const faults: readonly Fault[] = [
    { name: 'is killed, and comes back empty', begin: () => server.kill(), end: () => server.restart() },
    { name: 'hangs', begin: () => server.pause(), end: () => server.resume() },
    { name: 'is slow', begin: () => proxy.setDelay(2 * timeoutMs), end: () => proxy.setDelay(0) },
  ];

  it.each(faults)('calls are counted by each gateway alone, where it $name', async ({ begin, end }) => {
    const [gateway, other] = await openGateways('local', 2);
    if (gateway === undefined || other === undefined) throw new Error('no gateway');
    const before = await takeMany(gateway, 8);
    const beforeOther = await takeMany(other, 4);
    await begin();
    const meanwhile = await takeMany(gateway, 30);
    const meanwhileOther = await takeMany(other, 30);
    expect(gateway.store.status.isReached()).toBe(false);
    await end();
    await until(() => gateway.store.status.isReached() && other.store.status.isReached());
    const after = await takeMany(gateway, 30);
    const afterOther = await takeMany(other, 30);
    expect([before, meanwhile, after].map(({ granted }) => granted)).toEqual([8, limit - 8, 0]);
    expect([beforeOther, meanwhileOther, afterOther].map(({ granted }) => granted)).toEqual([4, limit - 4, 0]);
    expect([meanwhile.late, meanwhileOther.late, after.late]).toEqual([0, 0, 0]);
    expect(gateway.log).toEqual([
      'info Redis answers: limits and bans are shared',
      awayLine.local,
      'info Redis answers: limits and bans are shared',
    ]);
  });

  it.each(faults)('nothing is permitted where the configuration says so, and it $name', async ({ begin, end }) => {
    const [gateway] = await openGateways('deny');
    if (gateway === undefined) throw new Error('no gateway');
    expect(await takeMany(gateway, 5)).toMatchObject({ granted: 5, denied: 0 });
    await begin();
    const meanwhile = await takeMany(gateway, 30);
    await end();
    await until(() => gateway.store.status.isReached());
    expect(meanwhile).toMatchObject({ granted: 0, denied: 30, late: 0 });
    expect((await takeMany(gateway, 1)).granted).toBe(1);
    expect(gateway.log).toEqual([
      'info Redis answers: limits and bans are shared',
      awayLine.deny,
      'info Redis answers: limits and bans are shared',
    ]);
  });

  it('calls are counted together again when Redis is back', async () => {
    const [gateway, other] = await openGateways('local', 2);
    if (gateway === undefined || other === undefined) throw new Error('no gateway');
    await server.kill();
    await takeMany(gateway, 3);
    await takeMany(other, 3);
    await server.restart();
    await until(() => gateway.store.status.isReached() && other.store.status.isReached());
    const granted = [await takeMany(gateway, 15), await takeMany(other, 15)].map((taken) => taken.granted);
    expect(granted).toEqual([15, limit - 15]);
  });

  it('one decision waits no longer than its time, however much it asks', async () => {
    const [gateway] = await openGateways('local');
    if (gateway === undefined) throw new Error('no gateway');
    proxy.setDelay(0.4 * timeoutMs);
    const entry = entryWith({ attempt: { result: 'failed' }, charges: [charge, { ...charge, limit: 'command_rate' }] });
    const decide = async (): Promise<unknown> => gateway.counters().ledger.settle(entry);
    expect(await isLate(decide())).toBe(false);
    proxy.setDelay(0);
  });

  it('a gateway starts without it, and finds it later', async () => {
    await server.kill();
    const [gateway] = await openGateways('local');
    if (gateway === undefined) throw new Error('no gateway');
    expect(await takeMany(gateway, 30)).toMatchObject({ granted: limit });
    await server.restart();
    await until(() => gateway.store.status.isReached());
    expect(gateway.log).toEqual([awayLine.local, 'info Redis answers: limits and bans are shared']);
  });
});

const charge = chargeOf('a', { calls: limit, perMs: 3_600_000 });
const awayLine = {
  local: 'warn Redis does not answer: this gateway counts alone until it does',
  deny: 'warn Redis does not answer: calls are refused until it does',
};

interface TakenMany {
  readonly granted: number;
  readonly denied: number;
  /** Decisions that took longer than they may. */
  readonly late: number;
}

async function takeFrom(gateway: RedisGateway): Promise<Settlement> {
  return gateway.counters().ledger.settle(entryWith({ charges: [charge] }));
}

/** Half of them one after the other, the others at the same time. */
async function takeMany(gateway: RedisGateway, times: number): Promise<TakenMany> {
  const results = { granted: 0, denied: 0, late: 0 };
  const takeOne = async (): Promise<void> => {
    const taking = takeFrom(gateway);
    if (await isLate(taking)) results.late += 1;
    try {
      if ((await taking).refusal === undefined) results.granted += 1;
    } catch (error) {
      if (!(error instanceof StoreAwayError)) throw error;
      results.denied += 1;
    }
  };
  for (let count = 0; count < times / 2; count += 1) await takeOne();
  await Promise.all(Array.from({ length: Math.floor(times / 2) }, takeOne));
  return results;
}

/** Both are timers of this process, so that a busy machine delays the one as it delays the other. */
async function isLate(decision: unknown): Promise<boolean> {
  const over = new AbortController();
  const late = pause(1.4 * timeoutMs, 'late', { signal: over.signal });
  const [first] = await Promise.allSettled([Promise.race([decision, late])]);
  over.abort();
  return first.status === 'fulfilled' && first.value === 'late';
}
