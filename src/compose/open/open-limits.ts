import { readFileSync } from 'node:fs';
import { readRedisPasswordFile } from '../../config/secrets/read-redis-password-file.ts';
import type { DataFolder } from '../../disk/data/data-folder.ts';
import type { Clock } from '../../domain/clock.ts';
import type { StoreStatus } from '../../domain/ledger/limits-status.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import type { Log } from '../../domain/log.ts';
import type { RedisSettings, Settings } from '../../domain/policy/settings.ts';
import type { StatusPart } from '../../domain/status-part.ts';
import { createKeptFailures } from '../../limits/kept/kept-failures.ts';
import { createLocalPanel, type LocalPanel } from '../../limits/local/local-panel.ts';
import { createMemoryStore } from '../../limits/memory-store.ts';
import { createPanelLimits, type PanelLimits } from '../../limits/panel-limits.ts';
import { createRedisStore } from '../../limits/redis/redis-store.ts';
import type { RedisConnection } from '../../limits/redis/link/redis-store-options.ts';
import { storePart } from '../../limits/store-part.ts';
import type { Store } from '../../limits/store.ts';

export interface OpenLimits {
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
  /** @throws RangeError for a panel that is not configured */
  readonly of: (panel: string) => PanelLimits;
  readonly status: StoreStatus;
  readonly part: StatusPart;
}

export interface LimitsParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly data: DataFolder;
  readonly policyOf: (panel: string) => Policy;
}

/** The counters of every panel, and the store behind them. */
/** @param parts.policyOf what holds for a panel at this moment */
export function openLimits(settings: Settings, parts: LimitsParts): OpenLimits {
  const { clock } = parts;
  const locals = new Map(
    settings.panels.map(({ name, policy }): [string, LocalPanel] => [
      name,
      createLocalPanel({
        policy: policy.limits.failures,
        ipv6Prefix: policy.clients.ipv6Prefix,
        neverBan: { has: (address) => parts.policyOf(name).clients.neverBan.has(address) },
        maxEntries: settings.maxEntries,
        clock,
      }),
    ]),
  );
  const store = openStore(settings, locals, parts);
  const limits = new Map(
    settings.panels.map(({ name, policy }): [string, PanelLimits] => [
      name,
      createPanelLimits({ name, policy, local: localOf(locals, name), counters: () => store.counters(name) }),
    ]),
  );
  return {
    start: store.start,
    stop: store.stop,
    of: (panel) => localOf(limits, panel),
    status: store.status,
    part: storePart(settings.redis, store.status),
  };
}

function openStore(
  { panels, redis, maxEntries }: Settings,
  locals: ReadonlyMap<string, LocalPanel>,
  { data, clock, log }: LimitsParts,
): Store {
  if (redis !== undefined) return createRedisStore({ connection: connectionOf(redis), panels: locals, maxEntries, clock, log });
  const kept = new Map(
    panels.map(({ name, policy: { limits } }) => [
      name,
      {
        failures: localOf(locals, name).failures,
        rememberedMs: limits.failures.maxBanMs,
        keyPerMs: limits.failures.key.perMs,
      },
    ]),
  );
  data.add(createKeptFailures({ panels: kept, data, clock, log }));
  return createMemoryStore(locals);
}

function connectionOf(settings: RedisSettings): RedisConnection {
  const { at, passwordFile, tls } = settings;
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

function localOf<Value>(map: ReadonlyMap<string, Value>, panel: string): Value {
  const found = map.get(panel);
  if (found === undefined) throw new RangeError(`no panel is called ${panel}`);
  return found;
}
