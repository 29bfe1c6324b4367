import type { Clock } from '../../domain/clock.ts';
import type { Log } from '../../domain/log.ts';
import type { RedisSettings } from '../../domain/settings.ts';
import type { LocalCounters } from '../store.ts';
import type { ReadPassword } from './password-source.ts';

/** Where Redis is, and how it is to be spoken to. */
export interface RedisConnection {
  readonly settings: RedisSettings;
  /** Called at the start and at each new connection. */
  readonly readPassword: ReadPassword | undefined;
  /** Likewise, of sentinels. */
  readonly readSentinelPassword: ReadPassword | undefined;
  /** PEM; undefined: whom the system trusts. */
  readonly ca: Buffer | undefined;
}

interface RedisPanel {
  readonly local: LocalCounters;
  /** How long after its end a ban still makes the next one longer. */
  readonly rememberedMs: number;
}

export interface RedisStoreOptions {
  readonly connection: RedisConnection;
  readonly panels: ReadonlyMap<string, RedisPanel>;
  /** Bans of each panel that Redis keeps at most. */
  readonly maxEntries: number;
  readonly clock: Clock;
  readonly log: Log;
}
