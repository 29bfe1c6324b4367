import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readRedisPasswordFile } from '../../src/config/read-redis-password-file.ts';
import { startRedisCluster } from '../support/redis-cluster.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { describeWith } from '../support/servers.ts';
import { until } from '../support/until.ts';
import { openRedisStore, type RedisGateway, singleAt } from './open-redis-store.ts';

const shared = 'info Redis answers: limits and bans are shared';
const alone = 'warn Redis does not answer: this gateway counts alone until it does';

describeWith('redis-server', 'the password of Redis', () => {
  const closers: (() => Promise<unknown> | void)[] = [];
  let file = '';

  beforeEach(() => {
    const folder = mkdtempSync(join(tmpdir(), 'password-'));
    closers.push(() => rmSync(folder, { recursive: true }));
    file = join(folder, 'redis.password');
    writeFileSync(file, 'first\n', { mode: 0o600 });
  });
  afterEach(async () => {
    for (const close of closers.splice(0).toReversed()) await close();
  });

  const open = async (at: Parameters<typeof openRedisStore>[0]): Promise<RedisGateway> => {
    const gateway = await openRedisStore(at, {}, { readPassword: () => readRedisPasswordFile(file) });
    closers.push(() => gateway.store.stop());
    return gateway;
  };
  it('is read at each new connection', async () => {
    const server = await startRedisServer({ settings: { requirepass: 'first' } });
    closers.push(() => server.stop());
    const gateway = await open(singleAt(server.port));
    expect(gateway.store.status.isReached()).toBe(true);
    writeFileSync(file, 'second\n');
    await changed([server], 'first', 'second');
    await until(() => gateway.log.length === 3);
    expect(gateway.log).toEqual([shared, alone, shared]);
  });

  it('is read at each new connection to a node of a cluster', async () => {
    const cluster = await startRedisCluster({ requirepass: 'first' });
    closers.push(() => cluster.stop());
    const gateway = await open({ kind: 'cluster', nodes: cluster.nodes.map(({ port }) => ({ host: '127.0.0.1', port })) });
    expect(gateway.store.status.isReached()).toBe(true);
    writeFileSync(file, 'second\n');
    await changed(cluster.nodes, 'first', 'second');
    const { answered } = gateway.store.status.questions();
    await until(async () => {
      await gateway.counters().failures.failures({ kind: 'key', text: 'a' });
      return gateway.store.status.questions().answered > answered + 10;
    });
    expect(gateway.store.status.isReached()).toBe(true);
  });

  it('is the last that could be read where its file is no file of a secret any more', async () => {
    const server = await startRedisServer({ settings: { requirepass: 'first' } });
    closers.push(() => server.stop());
    const gateway = await open(singleAt(server.port));
    writeFileSync(file, 'second\n');
    chmodSync(file, 0o666);
    await server.restart();
    await until(() => gateway.log.at(-1) === shared && gateway.log.length > 1);
    expect(gateway.log).toContain('warn a password for Redis cannot be read: the last one is used');
    expect(gateway.faults.join('\n')).toContain('chmod o-rwx');
  });

  it('that is another one in Redis is told, and found when it is in the file', async () => {
    const server = await startRedisServer({ settings: { requirepass: 'first' } });
    closers.push(() => server.stop());
    const gateway = await open(singleAt(server.port));
    await changed([server], 'first', 'second');
    await until(() => gateway.faults.some((fault) => fault.includes('WRONGPASS')));
    writeFileSync(file, 'second\n');
    await until(() => gateway.store.status.isReached());
    expect(gateway.log).toEqual([shared, alone, alone, shared]);
  });
});

/** Changes the password of servers, and closes the connections of others to them. */
async function changed(servers: readonly RedisServer[], from: string, into: string): Promise<void> {
  for (const { port } of servers) {
    const admin = new Redis({ host: '127.0.0.1', port, password: from });
    await admin.config('SET', 'requirepass', into);
    await admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    admin.disconnect();
  }
}
