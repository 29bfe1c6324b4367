import { Cluster } from 'ioredis';
import type { RedisClient } from './connect.ts';

const probeLastsMs = 1000;

/** Resolves where Redis can be written to; in a cluster, where every node answers besides. */
export async function probeRedis(client: RedisClient, key: string): Promise<void> {
  if (client.status !== 'ready') throw new Error('not connected');
  const nodes = client instanceof Cluster ? client.nodes('master') : [];
  await Promise.all([client.set(key, '1', 'PX', probeLastsMs), ...nodes.map((node) => node.ping())]);
}
