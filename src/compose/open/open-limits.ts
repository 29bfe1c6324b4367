import { readFileSync } from 'node:fs';
import { readRedisPasswordFile } from '../../config/secrets/read-redis-password-file.ts';
import type { DataFolder } from '../../disk/data/data-folder.ts';
import { ownersBy } from '../../domain/address/owners.ts';
import type { Clock } from '../../domain/clock.ts';
import type { UseQuotas } from '../../domain/ledger/use-quotas.ts';
import { KeptQuotas } from '../../limits/quotas/kept-quotas.ts';
import type { StoreStatus } from '../../domain/ledger/limits-status.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import type { Log } from '../../domain/log.ts';
import type { RedisSettings, Settings } from '../../domain/policy/settings.ts';
import type { StatusPart } from '../../domain/status-part.ts';
import { createKeptFailures } from '../../limits/kept/kept-failures.ts';
import type { KeptPanelOptions } from '../../limits/kept/kept-panel.ts';
import { createLocalPanel, type LocalPanel, type LocalTerms, withTerms } from '../../limits/local/local-panel.ts';
import { createMemoryStore } from '../../limits/memory-store.ts';
import { createPanelLimits, type PanelLimits } from '../../limits/panel-limits.ts';
import { createRedisStore } from '../../limits/redis/redis-store.ts';
import type { RedisConnection } from '../../limits/redis/link/redis-store-options.ts';
import { storePart } from '../../limits/store-part.ts';
import type { Counters, Store } from '../../limits/store.ts';

export interface OpenLimits {
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
  /** The limits of a panel by a policy. Counts that were made under another policy are kept, and apply under this one. */
  readonly by: (panel: LimitedPanel) => PanelLimits;
  /** The panel is not configured any more: its counts are dropped, except those that outlive a restart. */
  readonly drop: (panel: string) => void;
  /** Bounds the number of counters of each kind from now on. */
  readonly keepAtMost: (maxEntries: number) => void;
  readonly status: StoreStatus;
  readonly part: StatusPart;
  /** Uses of keys that may be used so often, at all panels together. */
  readonly quotas: () => UseQuotas;
}

interface LimitedPanel {
  readonly name: string;
  readonly policy: Policy;
  /** With what stands in its address files at this moment. */
  readonly policyNow: () => Policy;
  readonly maxEntries: number;
}

export interface LimitsParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly data: DataFolder;
  /** What is in force for a panel at this moment; undefined: it is not configured, or not yet. */
  readonly policyOf: (panel: string) => Policy | undefined;
  /** What is in force of Redis, which stays where it is; undefined: nothing is in force yet. */
  readonly redisInForce: () => RedisSettings | undefined;
}

/** The counters of every panel, and the store behind them. */
export function openLimits(
  { redis }: Pick<Settings, 'redis'>,
  { data, clock, log, policyOf, redisInForce }: LimitsParts,
): OpenLimits {
  const redisNow = redis === undefined ? undefined : (): RedisSettings => redisInForce() ?? redis;
  /** As each was opened; their tables are those of every policy that followed. */
  const opened = new Map<string, LocalPanel>();
  // Where counters are in Redis, bans are there, too.
  const kept = redis === undefined ? createKeptFailures({ panels: new Map(), data, clock, log }) : undefined;
  if (kept !== undefined) data.add(kept);
  const keptQuotas = new KeptQuotas({ data, log });
  if (redis === undefined) data.add(keptQuotas);
  const store: Store =
    redisNow === undefined
      ? createMemoryStore()
      : createRedisStore({ connection: connectionOf(redisNow), panels: () => opened, clock, log });

  function localOf({ name, policy, policyNow, maxEntries }: LimitedPanel): LocalPanel {
    const terms: LocalTerms = {
      policy: policy.limits.failures,
      ipv6Prefix: policy.clients.ipv6Prefix,
      neverBan: {
        has: (address) => policyNow().clients.neverBan.has(address),
        meets: (network) => policyNow().clients.neverBan.meets(network),
      },
      owners: ownersBy(() => policyNow().clients.owners),
      maxEntries,
    };
    const before = opened.get(name);
    if (before !== undefined) return withTerms(before, terms);
    const local = createLocalPanel({ ...terms, clock });
    opened.set(name, local);
    kept?.add(name, keptOf(name, local, policy));
    return local;
  }

  function keptOf(name: string, { failures }: LocalPanel, first: Policy): KeptPanelOptions {
    const terms = (): Policy['limits']['failures'] => (policyOf(name) ?? first).limits.failures;
    return {
      failures,
      rememberedMs: () => terms().maxBanMs,
      keyPerMs: () => terms().key.perMs,
    };
  }

  return {
    start: store.start,
    stop: store.stop,
    by: (panel) => {
      const local = localOf(panel);
      let counters: Counters | undefined;
      return createPanelLimits({
        name: panel.name,
        policy: panel.policy,
        local,
        counters: () => (counters ??= store.counters(panel.name, local)),
      });
    },
    drop: (panel) => {
      opened.delete(panel);
      store.drop(panel);
      kept?.drop(panel);
    },
    keepAtMost: (maxEntries) => {
      for (const { limiter, failures } of opened.values()) {
        limiter.keepAtMost(maxEntries);
        failures.keepAtMost(maxEntries);
      }
    },
    status: store.status,
    quotas: () => store.quotas?.() ?? keptQuotas,
    part: storePart(redisNow, store.status),
  };
}

function connectionOf(settings: () => RedisSettings): RedisConnection {
  const { at, passwordFile, tls } = settings();
  return {
    settings,
    readPassword: readerOf(passwordFile),
    readSentinelPassword: at.kind === 'sentinel' ? readerOf(at.passwordFile) : undefined,
    ca: tls?.caFile === undefined ? undefined : readFileSync(tls.caFile),
  };
}

/** @throws whatever the first reading throws: with a file that cannot be used nothing starts */
function readerOf(path: string | undefined): RedisConnection['readPassword'] {
  if (path === undefined) return undefined;
  readRedisPasswordFile(path);
  return () => readRedisPasswordFile(path);
}
