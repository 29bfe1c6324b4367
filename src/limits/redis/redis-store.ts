import type { OpenRedis } from './open-redis.ts';
import type { RedisStoreOptions } from './link/redis-store-options.ts';
import type { Store } from '../store.ts';

/** Counters in Redis, for several gateways together. What that needs is loaded when it starts. */
export function createRedisStore(options: RedisStoreOptions): Store {
  let open: OpenRedis | undefined;
  return {
    start: async () => {
      const { openRedis } = await import('./open-redis.ts');
      open = openRedis(options);
      await open.start();
    },
    stop: async () => open?.stop(),
    counters: (panel, local) => {
      if (open === undefined) throw new Error('the store has not been started');
      return open.counters(panel, local);
    },
    drop: (panel) => open?.drop(panel),
    quotas: () => {
      if (open === undefined) throw new Error('the store has not been started');
      return open.quotas;
    },
    status: {
      kind: 'redis',
      isReached: () => open !== undefined && open.fault() === undefined,
      fault: () => (open === undefined ? 'not started' : open.fault()),
      questions: () => open?.questions() ?? { answered: 0, failed: 0, seconds: 0 },
    },
  };
}
