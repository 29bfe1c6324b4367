import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Secret } from '../../src/domain/secret.ts';
import { startRedisCluster } from '../support/redis-cluster.ts';
import { deniedBy, giveRights, rightsNamed, username } from '../support/redis-rights.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { describeWith } from '../support/servers.ts';
import { until } from '../support/until.ts';
import { openRedisStore, type RedisGateway } from './open-redis-store.ts';
import { redisResources } from './redis-resources.ts';

// One server is in redis-store.test.ts, where everything that a store does is done with the rights in the manual.

const password = new Secret('a-password');

describeWith('redis-server', 'the rights that the manual names', () => {
  const { onClose, opened, started } = redisResources();

  it.concurrent('suffice in a cluster', async () => {
    const { nodes } = await started(startRedisCluster());
    const more = rightsNamed(/may also do `([^`]*)`/);
    for (const { port } of nodes) await giveRights(port, { password: password.reveal(), more });
    const at = { kind: 'cluster', nodes: nodes.map(({ port }) => ({ host: '127.0.0.1', port })) } as const;
    const gateway = await opened(openRedisStore(at, { username }, { password, panels: ['a', 'b', 'c', 'd', 'e', 'f'] }));
    expect(gateway.faults).toEqual([]);
    await Promise.all([gateway.countersOf('a'), gateway.countersOf('f')].map(banSomebody));
    const denied = await Promise.all(nodes.map(({ port }) => deniedBy(port)));
    // The client names its connections, and does not need to.
    expect(denied.flat().filter((entry) => !entry.includes('client|setname'))).toEqual([]);
  });

  it.concurrent('suffice for the user of a sentinel', async () => {
    const server = await started(startRedisServer());
    await giveRights(server.port, { password: password.reveal() });
    const folder = mkdtempSync(join(tmpdir(), 'sentinel-'));
    onClose(() => rmSync(folder, { recursive: true }));
    const rights = rightsNamed(/needs\s`([^`]*)` there/);
    const file = (port: number): string => {
      const watch = `user watch on >${password.reveal()} -@all ${rights.join(' ')}`;
      const lines = [`port ${port}`, 'bind 127.0.0.1', `dir ${folder}`, `sentinel monitor counters 127.0.0.1 ${server.port} 1`];
      writeFileSync(join(folder, 'sentinel.conf'), [...lines, watch, 'user default off', ''].join('\n'));
      return join(folder, 'sentinel.conf');
    };
    const sentinel = await started(startRedisServer({ file }));
    const sentinels = [{ host: '127.0.0.1', port: sentinel.port }];
    const at = { kind: 'sentinel', name: 'counters', sentinels, username: 'watch' } as const;
    const gateway = await opened(openRedisStore(at, { username }, { password, readSentinelPassword: () => password }));
    await until(() => gateway.store.status.isReached());
    expect(gateway.faults).toEqual([]);
    expect(await deniedBy(server.port)).toEqual([]);
  });
});

async function banSomebody({ failures }: ReturnType<RedisGateway['counters']>): Promise<void> {
  expect(await failures.ban({ kind: 'address', text: '192.0.2.1/32' }, 60_000)).toBe(true);
}
