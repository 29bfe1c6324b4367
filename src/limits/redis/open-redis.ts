import { meanwhileOf } from '../meanwhile-of.ts';
import type { Counters } from '../store.ts';
import type { StoreStatus } from '../../domain/ledger/limits-status.ts';
import { AwayLog } from './link/away-log.ts';
import { createRedisClient } from './link/connect.ts';
import { RedisConnections } from './link/redis-connections.ts';
import { RedisLink } from './link/redis-link.ts';
import type { RedisStoreOptions } from './link/redis-store-options.ts';
import { createSharedPanel } from './shared-panel.ts';

/** Redis, once its packages are loaded. */
export interface OpenRedis {
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
  readonly counters: (panel: string) => Counters;
  readonly fault: StoreStatus['fault'];
  readonly questions: StoreStatus['questions'];
}

/** So long a start waits for Redis: a gateway that begins without it goes on as configured for when it is away. */
const startPatienceMs = 1000;

/** Imports the packages that only Redis needs: imported itself only where Redis is configured. */
export function openRedis({ connection, panels, maxEntries, clock, log }: RedisStoreOptions): OpenRedis {
  const { settings } = connection;
  const connections = new RedisConnections((tell) => createRedisClient(connection, { log, tell }));
  const meanwhile = meanwhileOf(settings.onFailure);
  const openLink = (panel: string | undefined): RedisLink =>
    new RedisLink({ connections, timeoutMs: settings.timeoutMs, clock, log: new AwayLog({ log, meanwhile, panel }) });
  // In a cluster all counters of a panel are on one node, which may be away by itself.
  const common = settings.at.kind === 'cluster' ? undefined : openLink(undefined);
  const opened = [...panels].map(([name, local]) => {
    const link = common ?? openLink(name);
    return { name, link, panel: createSharedPanel({ name, local, settings, maxEntries, link, clock }) };
  });
  const links = new Set(opened.map(({ link }) => link));
  const shared = new Map(opened.map(({ name, panel }) => [name, panel]));
  return {
    start: async () => {
      connections.open();
      await Promise.all([...links].map((link) => link.start(startPatienceMs)));
      await Promise.all([...shared.values()].map(({ mirror }) => mirror.pass()));
    },
    stop: async () => {
      for (const { mirror } of shared.values()) mirror.stop();
      const wereReached = [...links].map((link) => link.stop());
      await connections.close(wereReached.includes(true) ? settings.timeoutMs : 0);
    },
    counters: (panel) => {
      const found = shared.get(panel);
      if (found === undefined) throw new RangeError(`no panel is called ${panel}`);
      return found.counters;
    },
    fault: () => [...links].find(({ fault }) => fault !== undefined)?.fault,
    questions: () => sumOf([...links].map((link) => link.questions())),
  };
}

type Questions = ReturnType<StoreStatus['questions']>;

function sumOf(all: readonly Questions[]): Questions {
  const sum = { answered: 0, failed: 0, seconds: 0 };
  for (const { answered, failed, seconds } of all) {
    sum.answered += answered;
    sum.failed += failed;
    sum.seconds += seconds;
  }
  return sum;
}
