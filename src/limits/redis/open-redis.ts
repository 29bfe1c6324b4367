import { meanwhileOf } from '../meanwhile-of.ts';
import type { Counters } from '../store.ts';
import type { StoreStatus } from '../../domain/limits-status.ts';
import { createRedisClient } from './connect.ts';
import { RedisLink } from './redis-link.ts';
import type { RedisStoreOptions } from './redis-store-options.ts';
import { createSharedPanel } from './shared-panel.ts';

/** Redis, once its packages are loaded. */
export interface OpenRedis {
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
  readonly countersFor: (panel: string) => Counters;
  readonly fault: StoreStatus['fault'];
  readonly questions: StoreStatus['questions'];
}

/** So long a start waits for Redis: a gateway that begins without it goes on as configured for when it is away. */
const startPatienceMs = 1000;

/** Imports the packages that only Redis needs: imported itself only where Redis is configured. */
export function openRedis({ connection, panels, maxEntries, clock, log }: RedisStoreOptions): OpenRedis {
  const { settings } = connection;
  const link = new RedisLink({
    client: createRedisClient(connection),
    probeKey: `${settings.prefix}probe`,
    timeoutMs: settings.timeoutMs,
    meanwhile: meanwhileOf(settings.onFailure),
    clock,
    log,
  });
  const shared = new Map(
    [...panels].map(([name, { local, rememberedMs }]) => [
      name,
      createSharedPanel({ name, local, rememberedMs, settings, maxEntries, link, clock }),
    ]),
  );
  return {
    start: async () => {
      await link.start(startPatienceMs);
      await Promise.all([...shared.values()].map(({ mirror }) => mirror.pass()));
    },
    stop: async () => {
      for (const { mirror } of shared.values()) mirror.stop();
      await link.stop();
    },
    countersFor: (panel) => {
      const found = shared.get(panel);
      if (found === undefined) throw new RangeError(`no panel is called ${panel}`);
      return found.counters();
    },
    fault: () => link.fault,
    questions: () => link.questions(),
  };
}
