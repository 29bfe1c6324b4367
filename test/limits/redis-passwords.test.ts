import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import { readRedisPasswordFile } from '../../src/config/secrets/read-redis-password-file.ts';
import type { RedisSettings } from '../../src/domain/policy/settings.ts';
import { startRedisCluster } from '../support/redis-cluster.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { describeWith } from '../support/servers.ts';
import { until } from '../support/until.ts';
import { openRedisStore, type RedisGateway, singleAt } from './open-redis-store.ts';
import { redisResources } from './redis-resources.ts';

const shared = 'info Redis answers: limits and bans are shared';
const alone = 'warn Redis does not answer: this gateway counts alone until it does';

describeWith('redis-server', 'the password of Redis', () => {
  const { onClose, opened, started } = redisResources();
  /** A file with the password `first`. */
  const passwordFile = (): string => {
    const folder = mkdtempSync(join(tmpdir(), 'password-'));
    onClose(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'redis.password');
    writeFileSync(file, 'first\n', { mode: 0o600 });
    return file;
  };
  const open = (at: RedisSettings['at'], file: string): Promise<RedisGateway> =>
    opened(openRedisStore(at, {}, { readPassword: () => readRedisPasswordFile(file) }));

  it.concurrent('is read at each new connection', async () => {
    const file = passwordFile();
    const server = await started(startRedisServer({ settings: { requirepass: 'first' } }));
    const gateway = await open(singleAt(server.port), file);
    expect(gateway.store.status.isReached()).toBe(true);
    writeFileSync(file, 'second\n');
    await changed([server], 'first', 'second');
    await until(() => gateway.log.length === 3);
    expect(gateway.log).toEqual([shared, alone, shared]);
  });

  it.concurrent('is read at each new connection to a node of a cluster', async () => {
    const file = passwordFile();
    const cluster = await started(startRedisCluster({ requirepass: 'first' }));
    const gateway = await open({ kind: 'cluster', nodes: cluster.nodes.map(({ port }) => ({ host: '127.0.0.1', port })) }, file);
    expect(gateway.store.status.isReached()).toBe(true);
    writeFileSync(file, 'second\n');
    await changed(cluster.nodes, 'first', 'second');
    const { answered } = gateway.store.status.questions();
    await until(async () => {
      await gateway.counters().failures.look({ kind: 'key', text: 'a' }, { attempts: 1 });
      return gateway.store.status.questions().answered > answered + 10;
    });
    expect(gateway.store.status.isReached()).toBe(true);
  });

  it.concurrent('is the last that could be read where its file is no file of a secret any more', async () => {
    const file = passwordFile();
    const server = await started(startRedisServer({ settings: { requirepass: 'first' } }));
    const gateway = await open(singleAt(server.port), file);
    writeFileSync(file, 'second\n');
    chmodSync(file, 0o666);
    await server.restart();
    await until(() => gateway.log.at(-1) === shared && gateway.log.length > 1);
    expect(gateway.log).toContain('warn a password for Redis cannot be read: the last one is used');
    expect(gateway.faults.join('\n')).toContain('chmod o-rwx');
  });

  it.concurrent('that is another one in Redis is told, and found when it is in the file', async () => {
    const file = passwordFile();
    const server = await started(startRedisServer({ settings: { requirepass: 'first' } }));
    const gateway = await open(singleAt(server.port), file);
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
