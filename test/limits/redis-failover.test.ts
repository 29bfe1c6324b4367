import { Redis } from 'ioredis';
import { afterEach, expect, it } from 'vitest';
import type { FailurePolicy } from '../../src/domain/policy/policy.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { describeWith } from '../support/servers.ts';
import { until } from '../support/until.ts';
import { entryWith, loginWaitMs, outcomeOf } from './entries.ts';
import { openRedisStore, type RedisGateway, singleAt } from './open-redis-store.ts';

// A server that answers, but does no work: it was demoted, has lost its master, or still reads its data.

const minuteMs = 60_000;
const few = { attempts: 3, perMs: 10 * minuteMs };
const many = { attempts: 1000, perMs: 10 * minuteMs };
const failures: FailurePolicy = { pair: few, address: many, key: many, banMs: 10 * minuteMs, maxBanMs: 60 * minuteMs };
const bans = 'hearthgate:2:{main}:bans';

describeWith('redis-server', 'a Redis that answers with an error of its own', () => {
  const closers: (() => Promise<unknown> | void)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).toReversed()) await close();
  });

  const start = async (
    settings: Readonly<Record<string, string>> = {},
  ): Promise<{ readonly server: RedisServer; readonly admin: Redis }> => {
    const server = await startRedisServer({ settings });
    closers.push(() => server.stop());
    const admin = new Redis({ host: '127.0.0.1', port: server.port });
    admin.on('error', () => undefined);
    closers.push(() => admin.disconnect());
    return { server, admin };
  };
  const open = async ({ port }: RedisServer): Promise<RedisGateway> => {
    const gateway = await openRedisStore(singleAt(port), {}, { counts: { failures } });
    closers.push(() => gateway.store.stop());
    return gateway;
  };

  it.each([
    ['READONLY', 'yes'],
    ['MASTERDOWN', 'no'],
  ])('keeps a banned pair banned, counts what fails meanwhile, and knows it when it works again: %s', async (error, stale) => {
    const { server, admin } = await start({ 'replica-serve-stale-data': stale });
    const [a, b] = [await open(server), await open(server)];
    await failAt(a, 'BANNED', 3);
    await until(async () => (await tryAt(b, 'BANNED')) === 'login');
    await admin.call('REPLICAOF', '127.0.0.1', '1');
    await until(async () => {
      for (const gateway of [a, b]) await tryAt(gateway, 'OTHER', 'undecided');
      return [a, b].every(({ faults }) => faults.some((fault) => fault.includes(error)));
    });
    for (const gateway of [a, b]) {
      expect([await tryAt(gateway, 'BANNED'), await tryAt(gateway, 'BANNED', 'proven')]).toEqual(['login', 'login']);
    }
    await failAt(a, 'LATER', 3);
    expect([await tryAt(a, 'LATER'), await tryAt(b, 'LATER', 'undecided')]).toEqual(['login', 'counted']);
    await admin.call('REPLICAOF', 'NO', 'ONE');
    await until(() => [a, b].every(({ store }) => store.status.isReached()));
    await until(async () => (await tryAt(b, 'LATER', 'undecided')) === 'login');
    const late = await open(server);
    expect([await tryAt(late, 'BANNED', 'proven'), await tryAt(late, 'LATER', 'proven')]).toEqual(['login', 'login']);
    const [leftMs = 0, level] = await banOf(late, 'BANNED');
    expect([leftMs > 9 * minuteMs && leftMs <= 10 * minuteMs, level]).toEqual([true, 1]);
    expect([a, b].map(({ log }) => log.filter((line) => line.startsWith('warn')).length)).toEqual([1, 1]);
  });

  it('is connected to anew at once where it was demoted: another one may have its name', async () => {
    const { server, admin } = await start();
    const gateway = await open(server);
    const idOf = async (): Promise<string> =>
      /id=(\d+) [^\n]*cmd=evalsha/.exec(String(await admin.call('CLIENT', 'LIST')))?.[1] ?? '';
    const before = await idOf();
    await admin.call('REPLICAOF', '127.0.0.1', '1');
    await until(async () => {
      await tryAt(gateway, 'KEY', 'undecided');
      return !gateway.store.status.isReached();
    });
    await until(async () => ![before, ''].includes(await idOf()));
    expect(gateway.store.status.fault()).toContain('READONLY');
    await admin.call('REPLICAOF', 'NO', 'ONE');
    await until(() => gateway.store.status.isReached());
  });

  it('is away while it reads its data, and its bans are there then', async () => {
    const { server, admin } = await start({
      'loading-process-events-interval-bytes': '1024',
      'key-load-delay': '500',
      'enable-debug-command': 'yes',
    });
    const gateway = await open(server);
    await failAt(gateway, 'BANNED', 3);
    await admin.call('DEBUG', 'POPULATE', '2000');
    await admin.save();
    await server.kill();
    await until(() => !gateway.store.status.isReached());
    const restarted = server.restart();
    expect([await tryAt(gateway, 'BANNED'), await tryAt(gateway, 'BANNED', 'proven')]).toEqual(['login', 'login']);
    await restarted;
    await until(() => gateway.store.status.isReached());
    expect(await tryAt(await open(server), 'BANNED', 'proven')).toBe('login');
  });

  it('keeps the bans of a panel that nobody calls, which no time limit of a key ends', async () => {
    const { server, admin } = await start();
    const gateway = await open(server);
    await failAt(gateway, 'BANNED', 3);
    await gateway.counters().failures.ban({ kind: 'network', text: '198.51.100.0/24' }, 365 * 24 * 60 * minuteMs);
    const kept = await admin.keys('hearthgate:2:{main}:{bans,ends,changes}');
    const names = ['bans', 'ends', 'changes'].map((name) => bans.replace(/bans$/, name));
    expect(kept.length === 0 && (await Promise.all(names.map((name) => admin.pttl(name))))).toEqual([-1, -1, -1]);
    await gateway.store.stop();
    const later = await open(server);
    expect(later.counters().failures.bans()).toHaveLength(2);
  });

  it('whose clock is set back refuses nothing for longer than if it began now', async () => {
    const { server, admin } = await start();
    const gateway = await open(server);
    await failAt(gateway, 'KEY', 2);
    const dayMs = 24 * 60 * minuteMs;
    const [failed = ''] = await admin.keys('hearthgate:2:{main}:failures:pair*');
    const [window = ''] = await admin.keys('hearthgate:2:{main}:address_rate*');
    // So they stand a day after the beginning of their windows, where the clock says the same time again.
    for (const name of [failed, window]) await admin.pexpire(name, dayMs);
    const other = await open(server);
    await failAt(other, 'KEY', 1);
    expect((await admin.pttl(window)) <= 10 * minuteMs).toBe(true);
    const text = (await admin.hvals(bans)).find((each) => each.startsWith('pair ')) ?? '';
    const [, level, ends = '', forgotten = ''] = text.split(' ');
    const later = `pair ${level} ${Number(ends) + dayMs} ${Number(forgotten) + dayMs}`;
    const name = (await admin.hkeys(bans)).find((each) => each.startsWith('pair ')) ?? '';
    await admin.hset(bans, name, later);
    const third = await open(server);
    const { ledger } = third.counters();
    const waits = [
      await loginWaitMs(ledger, { attempt: { result: 'failed' } }),
      await loginWaitMs(ledger, { attempt: { result: 'failed' } }),
    ];
    for (const waitMs of waits) expect(waitMs).toBeLessThanOrEqual(60 * minuteMs);
  });

  it('whose clock is set back refuses ids that the panel does not have no longer, either', async () => {
    const { server, admin } = await start();
    const attempt = { key: 'A'.repeat(20), isGuessable: false, result: 'failed' } as const;
    const gateway = await open(server);
    for (let count = 0; count < 3; count += 1) await gateway.counters().ledger.settle(entryWith({ attempt }));
    const [name = ''] = await admin.keys('hearthgate:2:{main}:failures:unknown_pair*');
    const [used, ends, level, banned] = ((await admin.get(name)) ?? '').split(' ');
    const dayMs = 24 * 60 * minuteMs;
    await admin.set(name, `${used} ${ends} ${level} ${Number(banned) + dayMs}`, 'PX', 2 * dayMs);
    const other = await open(server);
    expect(await loginWaitMs(other.counters().ledger, { attempt })).toBeLessThanOrEqual(60 * minuteMs);
    expect(await admin.pttl(name)).toBeLessThanOrEqual(2 * 60 * minuteMs);
  });
});

async function failAt(gateway: RedisGateway, key: string, times: number): Promise<void> {
  const { ledger } = gateway.counters();
  for (let count = 0; count < times; count += 1) await ledger.settle(entryWith({ attempt: { key, result: 'failed' } }));
}

async function tryAt(gateway: RedisGateway, key: string, result: 'failed' | 'proven' | 'undecided' = 'failed'): Promise<string> {
  return outcomeOf(await gateway.counters().ledger.settle(entryWith({ attempt: { key, result } })));
}

async function banOf(gateway: RedisGateway, key: string): Promise<readonly (number | undefined)[]> {
  const found = gateway
    .counters()
    .failures.bans()
    .find(({ subject }) => subject.kind === 'pair' && subject.text.startsWith(key));
  return [found?.leftMs, found?.level];
}
