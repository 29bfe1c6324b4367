import { meanwhileOf } from '../meanwhile-of.ts';
import type { Counters } from '../store.ts';
import type { StoreStatus } from '../../domain/ledger/limits-status.ts';
import { AwayLog } from './link/away-log.ts';
import { createRedisClient } from './link/connect.ts';
import { RedisConnections } from './link/redis-connections.ts';
import { RedisLink } from './link/redis-link.ts';
import type { RedisStoreOptions } from './link/redis-store-options.ts';
import type { LocalPanel } from '../local/local-panel.ts';
import type { UseQuotas } from '../../domain/ledger/use-quotas.ts';
import { SharedQuotas } from './shared-quotas.ts';
import { createSharedPanel, type SharedPanel } from './shared-panel.ts';

/** Redis, once its packages are loaded. */
export interface OpenRedis {
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
  readonly counters: (panel: string, local: LocalPanel) => Counters;
  readonly drop: (panel: string) => void;
  readonly quotas: UseQuotas;
  readonly fault: StoreStatus['fault'];
  readonly questions: StoreStatus['questions'];
}

/** How long a start waits for Redis. A gateway that starts without it behaves as configured for `onFailure`. */
const startPatienceMs = 1000;

/** Imports the packages that only Redis needs: imported itself only where Redis is configured. */
export function openRedis({ connection, panels, clock, log }: RedisStoreOptions): OpenRedis {
  const { settings } = connection;
  const connections = new RedisConnections((tell) => createRedisClient(connection, { log, tell }));
  const timeoutMs = (): number => settings().timeoutMs;
  const meanwhile = (): string => meanwhileOf(settings().onFailure);
  const openLink = (panel: string | undefined): RedisLink =>
    new RedisLink({ connections, timeoutMs, clock, log: new AwayLog({ log, meanwhile, panel }) });
  // In a cluster all counters of a panel are on one node, which may be away by itself.
  const common = settings().at.kind === 'cluster' ? undefined : openLink(undefined);
  /** Of a cluster: opened where a key has a number of uses, because another node counts them than those of the panels. */
  let quotasLink: Promise<RedisLink> | undefined;
  const shared = new Map<string, LinkedPanel>();

  function open(name: string, local: LocalPanel): LinkedPanel {
    const link = common ?? openLink(name);
    const opened = { link, panel: createSharedPanel({ name, local, settings, link, clock }) };
    shared.set(name, opened);
    return opened;
  }

  async function openQuotasLink(): Promise<RedisLink> {
    const link = openLink(undefined);
    await link.start(startPatienceMs);
    return link;
  }

  /** A panel that came later: what Redis knows of it is learned as soon as that can be. */
  function openLate(name: string, local: LocalPanel): LinkedPanel {
    const opened = open(name, local);
    const started = opened.link === common ? Promise.resolve() : opened.link.start(startPatienceMs);
    void started.then(() => opened.panel.mirror.pass());
    return opened;
  }

  for (const [name, local] of panels()) open(name, local);
  const links = (): ReadonlySet<RedisLink> =>
    new Set(common === undefined ? [...shared.values()].map(({ link }) => link) : [common]);
  return {
    start: async () => {
      connections.open();
      await Promise.all([...links()].map((link) => link.start(startPatienceMs)));
      await Promise.all([...shared.values()].map(({ panel }) => panel.mirror.pass()));
    },
    stop: async () => {
      for (const { panel } of shared.values()) panel.close();
      const others = quotasLink === undefined ? [] : [await quotasLink];
      const wereReached = [...links(), ...others].map((link) => link.stop());
      await connections.close(wereReached.includes(true) ? timeoutMs() : 0);
    },
    counters: (name, local) => (shared.get(name) ?? openLate(name, local)).panel.counters(local),
    drop: (name) => {
      const found = shared.get(name);
      shared.delete(name);
      found?.panel.close();
      if (found !== undefined && found.link !== common) found.link.stop();
    },
    quotas: new SharedQuotas(() => common ?? (quotasLink ??= openQuotasLink()), settings().prefix),
    fault: () => [...links()].find(({ fault }) => fault !== undefined)?.fault,
    questions: () => sumOf([...links()].map((link) => link.questions())),
  };
}

interface LinkedPanel {
  readonly link: RedisLink;
  readonly panel: SharedPanel;
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
