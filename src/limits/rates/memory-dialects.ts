import { prefixOf } from '../../domain/address/address.ts';
import type { Clock } from '../../domain/clock.ts';
import type { Dialects } from '../../domain/call/dialects.ts';
import { WindowTable } from '../tables/window-table.ts';

export interface MemoryDialects extends Dialects {
  /** Bounds the number of prefixes in each table from now on. */
  readonly keepAtMost: (maxEntries: number) => void;
}

const rememberedMs = 86_400_000;

/**
 * Remembers address prefixes for a day. Those that may connect have a table of their own, so that other addresses cannot evict them; each table
 * keeps at most `maxEntries`.
 */
export function createMemoryDialects(options: {
  readonly clock: Clock;
  readonly ipv6Prefix: () => number;
  readonly maxEntries: number;
}): MemoryDialects {
  const admitted = new WindowTable(options.clock, options.maxEntries);
  const strangers = new WindowTable(options.clock, options.maxEntries);
  return {
    keepAtMost: (maxEntries) => {
      for (const table of [admitted, strangers]) table.keepAtMost(maxEntries);
    },
    askedForExitCode: (address, mayConnect) => {
      const prefix = prefixOf(address, options.ipv6Prefix());
      const table = mayConnect ? admitted : strangers;
      const isKnown = table.running(prefix) !== undefined;
      table.begin(prefix, rememberedMs);
      // What begins counts as unused: who speaks again is kept before who spoke once.
      if (isKnown) table.running(prefix);
    },
    wantsExitCode: (address) => {
      const prefix = prefixOf(address, options.ipv6Prefix());
      return admitted.running(prefix) !== undefined || strangers.running(prefix) !== undefined;
    },
  };
}
