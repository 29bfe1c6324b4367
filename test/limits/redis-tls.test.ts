import { beforeAll, expect, it } from 'vitest';
import type { RedisSettings } from '../../src/domain/policy/settings.ts';
import { readCertificate } from '../support/certificate.ts';
import { type RedisCluster, startRedisCluster } from '../support/redis-cluster.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { describeWith } from '../support/servers.ts';
import { chargeOf, entryWith } from './entries.ts';
import { openRedisStore, type RedisGateway } from './open-redis-store.ts';
import { redisResources } from './redis-resources.ts';

// The certificate is for the names redis.test and localhost, and for no address.

const fixture = (name: string): string => new URL(`../fixtures/tls/${name}`, import.meta.url).pathname;
const tls = { certFile: fixture('named.crt'), keyFile: fixture('named.key') };
const names = 'DNS:redis.test, DNS:localhost';

describeWith('redis-server', 'the name in the certificate of Redis', () => {
  const { opened, started } = redisResources();

  let cluster: RedisCluster;
  beforeAll(async () => {
    cluster = await started(startRedisCluster({}, tls));
  });

  const open = async (at: RedisSettings['at'], serverName?: string): Promise<RedisGateway> => {
    const settings = { tls: { caFile: tls.certFile, serverName } };
    return opened(openRedisStore(at, settings, { ca: readCertificate('named').cert }));
  };

  it.concurrent('is that of the host by which a cluster is reached, also for nodes that are learned from it', async () => {
    const { nodes } = cluster;
    const [port = 0] = nodes.map((node) => node.port);
    const gateway = await open({ kind: 'cluster', nodes: [{ host: 'localhost', port }] });
    await expect.poll(() => gateway.store.status.isReached()).toBe(true);
    const keys = Array.from({ length: 20 }, (_, index) => `key${index}`);
    const rate = { calls: 7, perMs: 3_600_000 };
    const { ledger } = gateway.counters();
    const settled = await Promise.all(keys.map(async (key) => ledger.settle(entryWith({ charges: [chargeOf(key, rate)] }))));
    expect(settled.map(({ statuses }) => statuses.at(-1)?.left)).toEqual(keys.map(() => 6));
    expect(gateway.store.status.isReached()).toBe(true);
  });

  it.concurrent('is told where a cluster is reached by an address that it does not have', async () => {
    const { nodes } = cluster;
    const gateway = await open({ kind: 'cluster', nodes: nodes.map(({ port }) => ({ host: '127.0.0.1', port })) });
    expect(gateway.faults).toEqual([expect.stringContaining(`its certificate is for ${names}, not for 127.0.0.1`)]);
  });

  it.concurrent('is told where a server is reached by an address that it does not have', async () => {
    const { port } = await started(startRedisServer({ tls }));
    const gateway = await open({ kind: 'single', node: { host: '127.0.0.1', port } });
    expect(gateway.faults).toEqual([expect.stringContaining(`its certificate is for ${names}, not for 127.0.0.1`)]);
    const named = await open({ kind: 'single', node: { host: '127.0.0.1', port } }, 'redis.test');
    expect(named.store.status.isReached()).toBe(true);
  });
});
