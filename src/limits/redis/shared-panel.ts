import type { Clock } from '../../domain/clock.ts';
import type { RedisSettings } from '../../domain/settings.ts';
import type { Counters, LocalCounters } from '../store.ts';
import { BanMirror } from './ban-mirror.ts';
import { Patience } from './patience.ts';
import { probePanel } from './probe-panel.ts';
import { RedisFailures } from './redis-failures.ts';
import type { RedisLink } from './redis-link.ts';
import { RedisLimiter } from './redis-limiter.ts';
import { RefusedWindows } from './refused-windows.ts';
import { SharedFailures } from './shared-failures.ts';
import { SharedKnown } from './shared-known.ts';
import { SharedWindows } from './shared-windows.ts';

export interface SharedPanelOptions {
  readonly name: string;
  readonly local: LocalCounters;
  /** How long after its end a ban still makes the next one longer. */
  readonly rememberedMs: number;
  readonly settings: RedisSettings;
  readonly maxEntries: number;
  readonly link: RedisLink;
  readonly clock: Clock;
}

/** One panel's counters in Redis. Gateways share what has the same prefix and the same name of the panel. */
export interface SharedPanel {
  readonly counters: () => Counters;
  readonly mirror: BanMirror;
}

export function createSharedPanel({ name, local, rememberedMs, settings, ...parts }: SharedPanelOptions): SharedPanel {
  const { link, clock, maxEntries } = parts;
  const { timeoutMs, onFailure } = settings;
  const prefix = `${settings.prefix}${name}`;
  const shared = new SharedFailures({ link, prefix, maxBans: maxEntries });
  const known = new SharedKnown({ link, prefix, local: local.failures.known, timeoutMs, clock });
  const mirror = new BanMirror({ link, shared, known, local: local.failures, rememberedMs, timeoutMs, maxEntries, clock });
  link.probeWith((client) => probePanel(client, `{${prefix}}`));
  const limiterParts = {
    link,
    windows: new SharedWindows({ link, prefix, clock }),
    refused: new RefusedWindows(clock, maxEntries),
    local: local.limiter,
    onFailure,
    clock,
  };
  const failuresParts = { link, shared, known, mirror, local: local.failures, onFailure, clock };
  return {
    mirror,
    counters: () => {
      const patience = new Patience(clock, timeoutMs);
      return { limiter: new RedisLimiter(limiterParts, patience), failures: new RedisFailures(failuresParts, patience) };
    },
  };
}
