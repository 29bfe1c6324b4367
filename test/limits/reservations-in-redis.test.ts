import { Redis } from 'ioredis';
import { afterEach, expect, it } from 'vitest';
import type { Settlement } from '../../src/domain/ledger/ledger.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { describeWith } from '../support/servers.ts';
import { until } from '../support/until.ts';
import { entryWith, longMs } from './entries.ts';
import { openRedisStore, type RedisGateway, singleAt } from './open-redis-store.ts';

const never = { attempts: 1000, perMs: longMs };
const failures = { pair: { attempts: 3, perMs: longMs }, address: never, key: never, banMs: longMs, maxBanMs: longMs };
const leases = 'hearthgate:2:{main}:leases';

describeWith('redis-server', 'tries in flight of a gateway', () => {
  const closers: (() => Promise<unknown> | void)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).toReversed()) await close();
  });

  const start = async (): Promise<{ readonly server: RedisServer; readonly admin: Redis }> => {
    const server = await startRedisServer();
    closers.push(() => server.stop());
    const admin = new Redis({ host: '127.0.0.1', port: server.port });
    closers.push(() => admin.disconnect());
    return { server, admin };
  };
  const open = async ({ port }: RedisServer): Promise<RedisGateway> => {
    const gateway = await openRedisStore(singleAt(port), { onFailure: 'deny' }, { counts: { failures } });
    closers.push(() => gateway.store.stop());
    return gateway;
  };

  it('that has died count no longer against their client when their lease has ended', async () => {
    const { server, admin } = await start();
    const [dead, other] = [await open(server), await open(server)];
    await begin(dead, 3);
    await dead.store.stop();
    expect((await begin(other, 2)).map(isReserved)).toEqual([false, false]);
    for (const id of await admin.zrange(leases, '0', '-1')) await admin.zadd(leases, 1, id);
    expect((await begin(other, 5)).filter(isReserved)).toHaveLength(3);
  });

  it('that lives are kept by it', async () => {
    const { server, admin } = await start();
    const gateway = await open(server);
    await begin(gateway, 1);
    const [id = ''] = await admin.zrange(leases, '0', '-1');
    const [seconds = 0] = await admin.time();
    await admin.zadd(leases, seconds * 1000 + 20_000, id);
    await until(async () => Number(await admin.zscore(leases, id)) > seconds * 1000 + 25_000);
    expect(await admin.zcard(leases)).toBe(1);
  });

  it('leave nothing in Redis when they have been concluded', async () => {
    const { server, admin } = await start();
    const gateway = await open(server);
    const all = await begin(gateway, 3);
    await Promise.all(all.map(async ({ reservation }) => reservation?.conclude('other')));
    expect(await admin.exists(leases, 'hearthgate:2:{main}:in-flight')).toBe(0);
  });
});

async function begin(gateway: RedisGateway, times: number): Promise<readonly Settlement[]> {
  const { ledger } = gateway.counters();
  const entry = entryWith({ attempt: { result: 'unproven', key: 'password' } });
  return Promise.all(Array.from({ length: times }, async () => ledger.settle(entry)));
}

function isReserved({ reservation }: Settlement): boolean {
  return reservation !== undefined;
}
