import { Redis } from 'ioredis';
import { afterEach, expect, it } from 'vitest';
import { Secret } from '../../src/domain/secret.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { describeWith } from '../support/servers.ts';
import { entryWith } from './entries.ts';
import { openRedisStore, type RedisGateway, singleAt } from './open-redis-store.ts';

const oldBans = '{hearthgate:main}:bans';
const nowMs = Date.now();
const written = {
  'address 192.0.2.1': `address 3 ${nowMs + 600_000} ${nowMs + 900_000}`,
  'address 192.0.2.2': `manual 1 ${nowMs + 600_000} ${nowMs + 600_000}`,
  'address 192.0.2.3': `address 1 ${nowMs - 1000} ${nowMs + 900_000}`,
  'address 192.0.2.4': `none 0 0 ${nowMs + 900_000}`,
};
const addresses = ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4'];

describeWith('redis-server', 'bans in Redis of the version before', () => {
  const closers: (() => Promise<unknown> | void)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).toReversed()) await close();
  });

  const startWithOldBans = async (): Promise<{ readonly admin: Redis; readonly port: number }> => {
    const server = await startRedisServer();
    closers.push(() => server.stop());
    const admin = new Redis({ host: '127.0.0.1', port: server.port });
    closers.push(() => admin.disconnect());
    await admin.hset(oldBans, written);
    return { admin, port: server.port };
  };
  const opened = async (opening: Promise<RedisGateway>): Promise<RedisGateway> => {
    const gateway = await opening;
    closers.push(() => gateway.store.stop());
    return gateway;
  };

  it('are in force where they run, with how many there were in a row', async () => {
    const { port } = await startWithOldBans();
    const gateway = await opened(openRedisStore(singleAt(port)));
    expect(bannedAt(gateway)).toEqual(['192.0.2.1', '192.0.2.2']);
    const bans = gateway.counters().failures.bans();
    expect(new Map(bans.map(({ cause, level }) => [cause, level]))).toEqual(
      new Map([
        ['address', 3],
        ['manual', 1],
      ]),
    );
  });

  it('do not come back once they were ended by hand, and are kept for gateways of that version', async () => {
    const { admin, port } = await startWithOldBans();
    const first = await opened(openRedisStore(singleAt(port)));
    expect(await first.counters().failures.unban({ kind: 'address', text: '192.0.2.1' })).toBe(true);
    const second = await opened(openRedisStore(singleAt(port)));
    expect(bannedAt(second)).toEqual(['192.0.2.2']);
    expect(await admin.hlen(oldBans)).toBe(4);
    expect(await admin.pttl(oldBans)).toBeGreaterThan(0);
  });

  it('are left alone by a user who may not read their names, and keep no gateway from counting', async () => {
    const { admin, port } = await startWithOldBans();
    await admin.call('ACL', 'SETUSER', 'gate', 'on', '>secret', '~hearthgate:*', '+@all');
    const password = new Secret('secret');
    const gateway = await opened(openRedisStore(singleAt(port), { username: 'gate', onFailure: 'deny' }, { password }));
    expect(gateway.store.status.fault()).toBeUndefined();
    expect((await gateway.counters().ledger.settle(entryWith({}))).refusal).toBeUndefined();
    expect(bannedAt(gateway)).toEqual([]);
  });
});

function bannedAt(gateway: RedisGateway): readonly string[] {
  const { ledger } = gateway.counters();
  return addresses.filter((from) => ledger.refusedHere(entryWith({ from })) !== undefined);
}
