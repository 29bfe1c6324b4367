import { systemClock } from '../../src/domain/clock.ts';
import type { Log, LogFields } from '../../src/domain/log.ts';
import type { Secret } from '../../src/domain/secret.ts';
import type { RedisSettings } from '../../src/domain/policy/settings.ts';
import type { LocalPanel } from '../../src/limits/local/local-panel.ts';
import { createRedisStore } from '../../src/limits/redis/redis-store.ts';
import type { RedisConnection } from '../../src/limits/redis/link/redis-store-options.ts';
import type { Counters, Store } from '../../src/limits/store.ts';
import { type LedgerWith, localPanelWith } from '../support/ledger.ts';

/** One gateway's part of what several share. */
export interface RedisGateway {
  readonly store: Store;
  readonly local: LocalPanel;
  readonly counters: () => Counters;
  /** Of a panel by its name, where it is not the first. */
  readonly countersOf: (panel: string) => Counters;
  readonly log: readonly string[];
  /** What the log said of why Redis does not answer. */
  readonly faults: readonly string[];
}

interface More extends Partial<RedisConnection> {
  /** One that stays as it is. */
  readonly password?: Secret;
  readonly panels?: readonly string[];
  /** How it counts. */
  readonly counts?: LedgerWith;
}

/** A store of a panel called `main`, unless others are named, started. Whoever opens it stops it. */
export async function openRedisStore(
  at: RedisSettings['at'],
  settings: Partial<RedisSettings> = {},
  { panels = ['main'], counts = {}, password, ...more }: More = {},
): Promise<RedisGateway> {
  const local = localPanelWith(counts);
  const log: string[] = [];
  const faults: string[] = [];
  const readPassword = password === undefined ? undefined : (): Secret => password;
  const store = createRedisStore({
    connection: {
      settings: () => ({ ...defaults, at, ...settings }),
      readPassword,
      readSentinelPassword: undefined,
      ca: undefined,
      ...more,
    },
    panels: () => new Map(panels.map((name) => [name, local])),
    clock: systemClock,
    log: logInto(log, faults),
  });
  await store.start();
  const opened = new Map(panels.map((name) => [name, store.counters(name, local)]));
  const countersOf = (panel: string): Counters => {
    const found = opened.get(panel);
    if (found === undefined) throw new RangeError(`no panel is called ${panel}`);
    return found;
  };
  return { store, local, log, faults, countersOf, counters: () => countersOf(panels[0] ?? 'main') };
}

export function singleAt(port: number): RedisSettings['at'] {
  return { kind: 'single', node: { host: '127.0.0.1', port } };
}

const defaults = {
  tls: undefined,
  username: undefined,
  passwordFile: undefined,
  database: 0,
  prefix: 'hearthgate:',
  timeoutMs: 2000,
  onFailure: 'local',
} as const;

function logInto(lines: string[], faults: string[]): Log {
  const write =
    (level: string) =>
    (message: string, { error }: LogFields = {}): void => {
      lines.push(`${level} ${message}`);
      if (error !== undefined) faults.push(String(error));
    };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}
