import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll } from 'vitest';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { describeWith } from '../support/servers.ts';
import { openRedisStore, type RedisGateway, singleAt } from './open-redis-store.ts';
import type { OpenStore } from './open-store.ts';
import { describeStore } from './store-contract.ts';

describeWith('redis-server', 'the store in Redis', () => {
  let server: RedisServer;
  let stores = 0;

  beforeAll(async () => {
    server = await startRedisServer();
  });
  afterAll(() => server.stop());

  const open = async (gateways: number): Promise<OpenStore> => {
    stores += 1;
    const prefix = `test${stores}:`;
    const all: RedisGateway[] = [];
    for (let count = 0; count < gateways; count += 1) {
      all.push(await openRedisStore(singleAt(server.port), { prefix }));
    }
    let turn = 0;
    return {
      counters: () => {
        turn += 1;
        const gateway = all[turn % all.length];
        if (gateway === undefined) throw new RangeError('no gateway');
        return gateway.counters();
      },
      pass: (ms) => pause(ms),
      close: async () => void (await Promise.all(all.map(({ store }) => store.stop()))),
    };
  };

  describeStore('in Redis', () => open(1));
  describeStore('in Redis, two gateways by turns', () => open(2));
});
