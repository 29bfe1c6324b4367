import { prefixOf } from '../../domain/address/address.ts';
import type { Clock } from '../../domain/clock.ts';
import type { RefusalEscalation } from '../../domain/ledger/refusal-escalation.ts';
import { WindowTable } from '../tables/window-table.ts';

export interface MemoryRefusalEscalation extends RefusalEscalation {
  /** Bounds the number of addresses from now on. */
  readonly keepAtMost: (maxEntries: number) => void;
}

const windowMs = 60_000;
const textAbove = 30;
const closedAbove = 300;

/** Counts in fixed windows of a minute, for at most `maxEntries` addresses. */
export function createMemoryRefusalEscalation(options: {
  readonly clock: Clock;
  readonly ipv6Prefix: () => number;
  readonly maxEntries: number;
}): MemoryRefusalEscalation {
  const windows = new WindowTable(options.clock, options.maxEntries);
  return {
    keepAtMost: (maxEntries) => windows.keepAtMost(maxEntries),
    refused: (address) => {
      const prefix = prefixOf(address, options.ipv6Prefix());
      const window = windows.running(prefix) ?? windows.begin(prefix, windowMs);
      window.used += 1;
    },
    levelOf: (address) => {
      const refusals = windows.size === 0 ? 0 : (windows.running(prefixOf(address, options.ipv6Prefix()))?.used ?? 0);
      if (refusals > closedAbove) return 'closed';
      return refusals > textAbove ? 'text' : 'dialect';
    },
  };
}
