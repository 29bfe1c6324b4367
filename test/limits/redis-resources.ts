import { afterAll } from 'vitest';
import type { RedisGateway } from './open-redis-store.ts';

/** What the tests of a suite open, which wait for most of their time and so run together: all of it is closed when the last one has ended. */
export interface RedisResources {
  readonly onClose: (close: () => Promise<unknown> | void) => void;
  readonly opened: (opening: Promise<RedisGateway>) => Promise<RedisGateway>;
  readonly started: <Started extends { readonly stop: () => Promise<void> }>(starting: Promise<Started>) => Promise<Started>;
}

export function redisResources(): RedisResources {
  const closers: (() => Promise<unknown> | void)[] = [];
  afterAll(async () => {
    for (const close of closers.toReversed()) await close();
  });
  return {
    onClose: (close) => closers.push(close),
    opened: async (opening) => {
      const gateway = await opening;
      closers.push(() => gateway.store.stop());
      return gateway;
    },
    started: async (starting) => {
      const server = await starting;
      closers.push(() => server.stop());
      return server;
    },
  };
}
