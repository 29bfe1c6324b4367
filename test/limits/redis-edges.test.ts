import { Redis } from 'ioredis';
import { afterEach, expect, it } from 'vitest';
import type { FailurePolicy } from '../../src/domain/policy/policy.ts';
import { Secret } from '../../src/domain/secret.ts';
import type { NamedSubject } from '../../src/limits/logins/failure-store.ts';
import { startRedisCluster } from '../support/redis-cluster.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { describeWith } from '../support/servers.ts';
import { until } from '../support/until.ts';
import { chargeOf, entryWith, longMs, outcomeOf } from './entries.ts';
import { openRedisStore, type RedisGateway, singleAt } from './open-redis-store.ts';

const never = { attempts: 1_000_000, perMs: longMs };
const failures: FailurePolicy = { pair: never, address: never, key: never, banMs: 60_000, maxBanMs: 600_000 };
const namesOf = (panel: string): string => `hearthgate:2:{${panel}}:`;

describeWith('redis-server', 'in Redis', () => {
  const closers: (() => Promise<unknown> | void)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).toReversed()) await close();
  });

  const start = async (): Promise<{ readonly server: RedisServer; readonly admin: Redis }> => {
    const server = await startRedisServer();
    closers.push(() => server.stop());
    return { server, admin: administer(server.port) };
  };
  const administer = (port: number): Redis => {
    const admin = new Redis({ host: '127.0.0.1', port });
    closers.push(() => admin.disconnect());
    return admin;
  };
  const opened = async (opening: Promise<RedisGateway>): Promise<RedisGateway> => {
    const gateway = await opening;
    closers.push(() => gateway.store.stop());
    return gateway;
  };

  it('a budget that is used up refuses as long as its count is there, also with no time left', async () => {
    const { server, admin } = await start();
    const counts = { failures: { ...failures, key: { attempts: 3, perMs: longMs } } };
    const { ledger } = (await opened(openRedisStore(singleAt(server.port), {}, { counts }))).counters();
    const guess = async (count: number): Promise<string> =>
      outcomeOf(await ledger.settle(entryWith({ from: `10.0.0.${count}`, attempt: { result: 'failed' } })));
    for (let count = 0; count < 3; count += 1) await guess(count);
    // Its time left is below one millisecond, as it is for a moment at the end of each window.
    await admin.persist(`${namesOf('main')}failures:key KEY`);
    expect(await Promise.all([guess(10), guess(11), guess(12)])).toEqual(['login', 'login', 'login']);
  });

  it('each decision is counted once where the server has lost its scripts', async () => {
    const { server, admin } = await start();
    const gateway = await opened(openRedisStore(singleAt(server.port), { onFailure: 'deny' }));
    const { ledger } = gateway.counters();
    const settle = async (): Promise<number | undefined> => {
      const charges = [chargeOf('KEY', { calls: 100, perMs: longMs })];
      return (await ledger.settle(entryWith({ charges }))).statuses.at(-1)?.left;
    };
    expect(await settle()).toBe(99);
    await admin.script('FLUSH');
    const left = await Promise.all(Array.from({ length: 20 }, settle));
    expect(left.toSorted((a = 0, b = 0) => b - a)).toEqual(Array.from({ length: 20 }, (_, index) => 98 - index));
    expect(gateway.store.status.isReached()).toBe(true);
  });

  it('a ban by hand is not made shorter by one that began at a gateway which was away', async () => {
    const { server, admin } = await start();
    const counts = { failures: { ...failures, address: { attempts: 2, perMs: longMs } } };
    await admin.call('ACL', 'SETUSER', 'gate', 'on', '>secret', '~*', '+@all');
    const more = { counts, password: new Secret('secret') };
    const away = await opened(openRedisStore(singleAt(server.port), { username: 'gate' }, more));
    const other = await opened(openRedisStore(singleAt(server.port), {}, { counts }));
    await admin.call('ACL', 'SETUSER', 'gate', '-eval', '-evalsha');
    await until(async () => {
      await away.counters().ledger.settle(entryWith({ attempt: { result: 'failed' } }));
      return away.counters().failures.bans().length === 1;
    });
    await other.counters().failures.ban(subject, 86_400_000);
    await admin.call('ACL', 'SETUSER', 'gate', '+eval', '+evalsha');
    await until(() => away.counters().failures.bans()[0]?.cause === 'manual');
    expect(other.counters().failures.bans()).toMatchObject([{ subject, cause: 'manual' }]);
    expect(await admin.hget(`${namesOf('main')}bans`, `address ${subject.text}`)).toMatch(/^manual /);
  });

  it('of a full table of bans those that have ended make room, also behind one by hand that runs', async () => {
    const { server, admin } = await start();
    const gateway = await opened(
      openRedisStore(
        singleAt(server.port),
        {},
        { counts: { failures: { ...failures, address: { attempts: 1, perMs: longMs } } } },
      ),
    );
    const { ledger } = gateway.counters();
    await gateway.counters().failures.ban(subject, 60_000);
    const [seconds = 0] = await admin.time();
    const ended = Array.from({ length: 999 }, (_, index) => `address 10.0.${index >> 8}.${index & 0xff}`);
    const forgotten = (seconds + 600) * 1000;
    await admin.hset(
      `${namesOf('main')}bans`,
      Object.fromEntries(ended.map((name) => [name, `address 1 ${seconds * 1000} ${forgotten}`])),
    );
    await admin.zadd(`${namesOf('main')}ends`, ...ended.flatMap((name) => [forgotten, name]));
    await ledger.settle(entryWith({ from: '198.51.100.9', attempt: { result: 'failed' } }));
    expect(await admin.hget(`${namesOf('main')}bans`, 'address 198.51.100.9')).toMatch(/^address 1 /);
  });

  it('a success that lies in the future, because the clock was set back, is one', async () => {
    const { server, admin } = await start();
    const { ledger } = (await opened(openRedisStore(singleAt(server.port), {}, { counts: { failures } }))).counters();
    await admin.zadd(`${namesOf('main')}known:KEY`, Date.now() + 3_600_000, subject.text);
    const { reservation } = await ledger.settle(entryWith({ attempt: { result: 'unproven' } }));
    expect(reservation?.isFromKnown).toBe(true);
  });

  it('a panel counts on although its bans of the version before are on a node that is away', async () => {
    const cluster = await startRedisCluster({ 'cluster-require-full-coverage': 'no' });
    closers.push(() => cluster.stop());
    const [first, second, third] = cluster.nodes;
    const admin = administer(first?.port ?? 0);
    const homeOf = async (key: string): Promise<number> => Math.floor(((await admin.cluster('KEYSLOT', key)) * 3) / 16_384);
    let panel = 'p';
    while ((await homeOf(namesOf(panel))) !== 0 || (await homeOf(`{hearthgate:${panel}}`)) !== 2) panel += 'p';
    const nodes = [first, second].map((node) => ({ host: '127.0.0.1', port: node?.port ?? 0 }));
    await third?.kill();
    const gateway = await opened(openRedisStore({ kind: 'cluster', nodes }, { onFailure: 'deny' }, { panels: [panel] }));
    await until(() => gateway.store.status.isReached());
    const other = await opened(openRedisStore({ kind: 'cluster', nodes }, { onFailure: 'deny' }, { panels: [panel] }));
    await until(() => other.store.status.isReached());
    await gateway.counters().failures.ban(subject, 60_000);
    // A pass that has come to its end at both has tried to read them.
    await until(() => other.counters().failures.bans().length === 1);
    expect([...gateway.log, ...other.log].filter((line) => line.startsWith('warn'))).toEqual([]);
  });
});

const subject: NamedSubject = { kind: 'address', text: '192.0.2.1' };
