import type { Clock } from '../../../domain/clock.ts';
import type { Log } from '../../../domain/log.ts';
import type { RedisSettings } from '../../../domain/policy/settings.ts';
import type { LocalPanel } from '../../local/local-panel.ts';
import type { ReadPassword } from './password-source.ts';

/** Where Redis is, and how it is to be spoken to. */
export interface RedisConnection {
  /** As they are at this moment; where Redis is stays the same. */
  readonly settings: () => RedisSettings;
  /** Called at the start and at each new connection. */
  readonly readPassword: ReadPassword | undefined;
  /** Likewise, of sentinels. */
  readonly readSentinelPassword: ReadPassword | undefined;
  /** PEM; undefined: whom the system trusts. */
  readonly ca: Buffer | undefined;
}

export interface RedisStoreOptions {
  readonly connection: RedisConnection;
  /** Those that are there at the start, when it is called. */
  readonly panels: () => ReadonlyMap<string, LocalPanel>;
  readonly clock: Clock;
  readonly log: Log;
}
