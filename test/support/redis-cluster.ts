import { Redis } from 'ioredis';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { type RedisServer, startRedisServer } from './redis-server.ts';

export interface RedisCluster {
  readonly nodes: readonly RedisServer[];
  readonly stop: () => Promise<void>;
}

const slots = 16_384;

/**
 * A cluster of three nodes, each with a third of the slots.
 *
 * @param tls by name alone: the nodes say that they are `localhost`
 */
export async function startRedisCluster(
  more: Readonly<Record<string, string>> = {},
  tls?: { readonly certFile: string; readonly keyFile: string },
): Promise<RedisCluster> {
  const named = {
    'tls-cluster': 'yes',
    'tls-ca-cert-file': tls?.certFile ?? '',
    'cluster-announce-hostname': 'localhost',
    'cluster-preferred-endpoint-type': 'hostname',
  };
  const settings = { 'cluster-enabled': 'yes', 'cluster-node-timeout': '2000', ...(tls === undefined ? {} : named), ...more };
  const nodes = await Promise.all([1, 2, 3].map(() => startRedisServer({ settings, ...(tls === undefined ? {} : { tls }) })));
  const login = {
    ...(more['requirepass'] === undefined ? {} : { password: more['requirepass'] }),
    ...(tls === undefined ? {} : { tls: { ca: readFileSync(tls.certFile), servername: 'localhost' } }),
  };
  const clients = nodes.map(({ port }) => new Redis({ port, host: '127.0.0.1', ...login }));
  await Promise.all(
    clients.map(async (client, index) => {
      const first = Math.floor((index * slots) / 3);
      const last = Math.floor(((index + 1) * slots) / 3) - 1;
      await client.call('CLUSTER', 'SET-CONFIG-EPOCH', String(index + 1));
      await client.call('CLUSTER', 'ADDSLOTSRANGE', String(first), String(last));
    }),
  );
  for (const { port } of nodes.slice(1)) await clients[0]?.call('CLUSTER', 'MEET', '127.0.0.1', String(port));
  for (const client of clients) {
    while (!/cluster_state:ok[^]*cluster_known_nodes:3/.test(await client.cluster('INFO'))) await pause(20);
    client.disconnect();
  }
  return { nodes, stop: async () => void (await Promise.all(nodes.map((node) => node.stop()))) };
}
