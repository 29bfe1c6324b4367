import { Redis } from 'ioredis';
import { afterEach, expect, it } from 'vitest';
import type { Reservation, ReservedResult } from '../../src/domain/ledger/ledger.ts';
import type { RedisSettings } from '../../src/domain/policy/settings.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { describeWith } from '../support/servers.ts';
import { until } from '../support/until.ts';
import { entryWith } from './entries.ts';
import { openRedisStore, type RedisGateway, singleAt } from './open-redis-store.ts';

// The panel bans an address after five refused logins: of passwords that it may refuse, all gateways together try no more than two.

const passwords = 'hearthgate:2:{main}:passwords';
const windowMs = 600_000;

describeWith('redis-server', 'passwords that the panel may refuse', () => {
  const closers: (() => Promise<unknown> | void)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).toReversed()) await close();
  });

  const start = async (): Promise<{ readonly server: RedisServer; readonly admin: Redis }> => {
    const server = await startRedisServer();
    closers.push(() => server.stop());
    const admin = new Redis({ host: '127.0.0.1', port: server.port });
    // While the server is killed.
    admin.on('error', () => undefined);
    closers.push(() => admin.disconnect());
    return { server, admin };
  };
  const open = async ({ port }: RedisServer, onFailure: RedisSettings['onFailure'] = 'local'): Promise<RedisGateway> => {
    const gateway = await openRedisStore(singleAt(port), { onFailure });
    closers.push(() => gateway.store.stop());
    return gateway;
  };

  it('are two over all gateways, however many come at the same moment', async () => {
    const { server } = await start();
    const gateways = [await open(server), await open(server)];
    const tries = await Promise.all(Array.from({ length: 20 }, (_, at) => reserve(gateways[at % 2], `192.0.2.${at}`)));
    const answers = await Promise.all(tries.map(async (one) => one.reserveAtPanel()));
    expect(answers.filter((answer) => answer === 'reserved')).toHaveLength(2);
    expect(new Set(answers)).toEqual(new Set(['reserved', 'in-flight']));
  });

  it.each<readonly [ReservedResult, 'reserved' | 'used-up']>([
    ['failed', 'used-up'],
    ['other', 'used-up'],
    ['unknown', 'used-up'],
    ['proven', 'reserved'],
    ['not-refused', 'reserved'],
  ])('whose end is "%s" leave the others: %s', async (result, answer) => {
    const { server } = await start();
    const [one, other] = [await open(server), await open(server)];
    for (let count = 0; count < 2; count += 1) {
      const tried = await reserve(one);
      expect(await tried.reserveAtPanel()).toBe('reserved');
      await tried.conclude(result);
    }
    expect(await (await reserve(other)).reserveAtPanel()).toBe(answer);
  });

  it('and of which one was right a moment ago, so that it took no room, count where the panel has refused them', async () => {
    const { server } = await start();
    const [one, other] = [await open(server), await open(server)];
    for (const result of ['unknown', 'unknown', 'failed'] as const) await (await reserve(one)).conclude(result);
    const [second, third] = [await reserve(other), await reserve(other)];
    expect([await second.reserveAtPanel(), await third.reserveAtPanel()]).toEqual(['reserved', 'in-flight']);
  });

  it('are two more where one was right lately', async () => {
    const { server } = await start();
    const gateway = await open(server);
    await (await reserve(gateway, '192.0.2.1')).conclude('proven');
    for (let count = 0; count < 2; count += 1)
      expect(await (await reserve(gateway, '198.51.100.1')).reserveAtPanel()).toBe('reserved');
    const answers = [];
    for (let count = 0; count < 3; count += 1) answers.push(await (await reserve(gateway, '192.0.2.1')).reserveAtPanel());
    expect(answers).toEqual(['reserved', 'reserved', 'in-flight']);
  });

  it('of a gateway that has died stay to the end of the window', async () => {
    const { server, admin } = await start();
    const [dead, other] = [await open(server), await open(server)];
    for (let count = 0; count < 2; count += 1) await (await reserve(dead)).reserveAtPanel();
    await dead.store.stop();
    await admin.del('hearthgate:2:{main}:leases', 'hearthgate:2:{main}:in-flight');
    expect(await (await reserve(other)).reserveAtPanel()).toBe('in-flight');
    const leftMs = await admin.pttl(passwords);
    expect(leftMs).toBeGreaterThan(windowMs / 2);
    expect(leftMs).toBeLessThanOrEqual(windowMs);
    for (const member of await admin.zrange(passwords, '0', '-1')) await admin.zadd(passwords, Date.now() - 1, member);
    expect(await (await reserve(other)).reserveAtPanel()).toBe('reserved');
  });

  it.each<readonly [RedisSettings['onFailure'], 'reserved' | 'away']>([
    ['local', 'reserved'],
    ['deny', 'away'],
  ])('are bounded by each gateway alone while Redis is away, where that is to go on (%s)', async (onFailure, answer) => {
    const { server } = await start();
    const gateway = await open(server, onFailure);
    const tried = await reserve(gateway);
    await server.kill();
    expect(await tried.reserveAtPanel()).toBe(answer);
    await server.restart();
  });

  it('and that the panel refused while Redis was away count for the others when it is back', async () => {
    const { server, admin } = await start();
    const [one, other] = [await open(server), await open(server)];
    const tries = [await reserve(one), await reserve(one)];
    await server.kill();
    await until(() => !one.store.status.isReached());
    for (const tried of tries) await tried.conclude('failed');
    await server.restart();
    await until(() => one.store.status.isReached() && other.store.status.isReached());
    await until(
      async () => (await admin.zrange(passwords, '0', '-1')).filter((member) => member.includes(' wrong ')).length === 2,
    );
    expect(await (await reserve(other)).reserveAtPanel()).toBe('used-up');
  });
});

async function reserve(gateway: RedisGateway | undefined, from = '192.0.2.9'): Promise<Reservation> {
  const settled = await gateway?.counters().ledger.settle(entryWith({ from, attempt: { result: 'unproven', key: 'password' } }));
  if (settled?.reservation === undefined) throw new Error('the try was refused');
  return settled.reservation;
}
